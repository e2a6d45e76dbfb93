//! The paragraphs of a collection: which of its children have empty lines before them.

use super::flow_parts::FlowParts;
use super::layout::{NodeStyle, YamlText};
use crate::Node;
use crate::bracket::empty_lines;

impl YamlText<'_> {
    /// Whether empty lines precede each child that is written in a collection itself.
    pub(crate) fn paragraphs(self, container: &Node) -> Vec<bool> {
        match self.style(container) {
            NodeStyle::BlockMap | NodeStyle::BlockList => self.block(container, false).paragraphs(),
            NodeStyle::Flow => self.flow_paragraphs(container).unwrap_or_default(),
            NodeStyle::Unwritten | NodeStyle::Scalar | NodeStyle::BlockScalar => Vec::new(),
        }
    }

    fn flow_paragraphs(self, container: &Node) -> Option<Vec<bool>> {
        let flow = FlowParts::of(self, container)?;
        let gaps = flow.gaps(self)?;
        let is_apart = |part: &usize| *part > 0 && gaps.get(*part).is_some_and(|gap| empty_lines(self.text, gap) > 0);
        Some(flow.of_child.iter().take(self.own_count(container)).map(is_apart).collect())
    }
}
