//! The values of expressions: literals have values, other expressions their own text.

use hcl_edit::expr::{Expression, ObjectKey};
use hcl_edit::template::{Element, Template};

use super::shape::Shaper;
use crate::error::SyntaxFault;
use crate::{Data, Entry, Node, Scalar};

/// The node of an expression.
pub(crate) fn node(shaper: &Shaper<'_>, expression: &Expression) -> Result<Node, SyntaxFault> {
    let span = shaper.span(expression)?;
    let written = || text(&shaper.text[span.clone()]);
    let data = match expression {
        Expression::Null(_) => Data::Scalar(Scalar::Null),
        Expression::Bool(flag) => Data::Scalar(Scalar::Bool(*flag.value())),
        Expression::String(text) => Data::Scalar(Scalar::String(text.as_str().into())),
        Expression::Array(array) => Data::List(array.iter().map(|item| node(shaper, item)).collect::<Result<_, _>>()?),
        Expression::Object(object) => {
            let entry = |(key, value): (&ObjectKey, &hcl_edit::expr::ObjectValue)| entry(shaper, key, value.expr());
            let entries = object.iter().map(entry).collect::<Result<Vec<_>, _>>()?;
            no_key_twice(shaper, &entries)?;
            Data::Map(entries.into())
        }
        Expression::HeredocTemplate(_) if !ends_line(&shaper.text[span.end..]) => {
            return Err(shaper.fault(span.end, "text follows the end of a heredoc on its line"));
        }
        Expression::HeredocTemplate(heredoc) => match literal(&heredoc.template) {
            Some(text) => Data::Scalar(Scalar::String(text.into())),
            None => Data::Scalar(Scalar::Plain(written().into())),
        },
        // A template is not the string with the same text, so drop its quotes.
        Expression::StringTemplate(_) => {
            let quoted = written();
            let bare = quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(&quoted);
            Data::Scalar(Scalar::Plain(bare.into()))
        }
        _ => Data::Scalar(Scalar::Plain(written().into())),
    };
    Ok(Node::new(span, data))
}

/// Whether only blanks precede the next line break. Otherwise Terraform does not recognize the end of a heredoc,
/// but the parser does.
fn ends_line(rest: &str) -> bool {
    let rest = rest.trim_start_matches([' ', '\t']);
    rest.is_empty() || rest.starts_with(['\n', '\r'])
}

/// The text of an expression for comparison. Indentation does not matter, except in a heredoc.
fn text(written: &str) -> String {
    let text = written.replace("\r\n", "\n");
    if !text.contains('\n') || text.contains("<<") {
        return text;
    }
    text.split('\n').map(str::trim).collect::<Vec<_>>().join("\n")
}

/// The text of a template without interpolations.
fn literal(template: &Template) -> Option<String> {
    let text = |element: &Element| match element {
        Element::Literal(text) => Some(text.replace("\r\n", "\n")),
        _ => None,
    };
    template.iter().map(text).collect()
}

fn entry(shaper: &Shaper<'_>, key: &ObjectKey, value: &Expression) -> Result<Entry, SyntaxFault> {
    let (name_span, name) = match key {
        ObjectKey::Ident(name) => (shaper.span(name)?, name.as_str().to_owned()),
        ObjectKey::Expression(key) => {
            let span = shaper.span(key)?;
            let name = match key {
                Expression::String(name) => name.as_str().to_owned(),
                _ => shaper.text[span.clone()].replace("\r\n", "\n"),
            };
            (span, name)
        }
    };
    Ok(Entry::new(name, name_span, node(shaper, value)?))
}

fn no_key_twice(shaper: &Shaper<'_>, entries: &[Entry]) -> Result<(), SyntaxFault> {
    match crate::flat::twice(entries) {
        Some((_, again)) => {
            Err(shaper.fault(again.name_span().start, &format!("the key {} occurs twice in one object", again.name)))
        }
        None => Ok(()),
    }
}
