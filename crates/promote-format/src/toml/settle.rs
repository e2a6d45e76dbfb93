//! A body of lines, or of sections, after all that goes and comes.

use std::collections::BTreeMap;

use crate::line_block::{At, Body, New};
use crate::splice::Splice;

/// Cuts what is gone and inserts what is new. New entries whose place goes take it over, so that the
/// empty lines around it stay.
pub(crate) fn settled(body: &Body<'_>, gone: &[bool], by_place: BTreeMap<At, Vec<New>>) -> Vec<Splice> {
    let goes = |at: usize| gone.get(at) == Some(&true);
    let mut gone_alone = gone.to_vec();
    let mut splices = Vec::new();
    let mut taken: BTreeMap<usize, Vec<New>> = BTreeMap::new();
    for (place, news) in by_place {
        match place {
            At::After(at) | At::Before(at) if goes(at) => {
                let first = (0..=at).rev().take_while(|at| goes(*at)).last().unwrap_or(at);
                taken.entry(first).or_default().extend(news);
            }
            _ => splices.push(body.insertion(place, &news)),
        }
    }
    for (first, news) in taken {
        let last = (first..gone.len()).take_while(|at| goes(*at)).last().unwrap_or(first);
        gone_alone[first..=last].fill(false);
        splices.push(Splice::replace(body.chunk(first).head..body.chunk(last).end, joined(&news)));
    }
    splices.extend(body.cuts(&gone_alone).into_iter().map(Splice::cut));
    splices
}

/// Whether a text ends with an empty line.
pub(crate) fn ends_blank(text: &str) -> bool {
    let line = text.strip_suffix('\n').map(|text| text.strip_suffix('\r').unwrap_or(text));
    line.is_some_and(|text| text.ends_with('\n'))
}

/// New entries as text.
pub(crate) fn joined(news: &[New]) -> String {
    let mut out = String::new();
    for (index, new) in news.iter().enumerate() {
        out += &"\n".repeat(if index == 0 { 0 } else { new.before });
        out += &new.lines;
        out.push('\n');
    }
    out
}
