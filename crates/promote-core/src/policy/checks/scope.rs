//! The names that a rule may use, checked when it is parsed: an unknown name would fail in every evaluation.

use std::collections::BTreeSet;

use cel::common::ast::{EntryExpr, Expr, IdedExpr};
use cel::{Context, ExecutionError, Program};

use promote_model::text::nearest;

/// The scope of a rule.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum RuleScope {
    /// Each change, as `change`.
    #[default]
    Change,
    /// Each document of each touched file, as `document` and `file`.
    File,
    /// The promotion, as `changes`.
    Promotion,
}

/// The variables of every rule.
const GIVEN: [&str; 5] = ["source", "target", "creator", "notes", "now"];
/// The fields of a change.
const FIELDS: [&str; 7] = ["op", "key", "file", "document", "id", "sourceValue", "targetValue"];

/// The variables of a scope.
fn variables(each: RuleScope) -> Vec<&'static str> {
    let own: &[&str] = match each {
        RuleScope::Change => &["change"],
        RuleScope::File => &["document", "file"],
        RuleScope::Promotion => &["changes"],
    };
    own.iter().chain(&GIVEN).copied().collect()
}

/// The first unknown name in alphabetical order, with a message.
pub(super) fn unknown_name(program: &Program, each: RuleScope) -> Option<(String, String)> {
    let mut used = UsedNames::default();
    used.visit(program.expression(), &mut Vec::new());
    let variables = variables(each);
    let unknown = |name: &&String| !variables.contains(&name.as_str()) && is_undeclared(name);
    if let Some(name) = used.names.iter().find(unknown) {
        return Some((name.clone(), said(name, "a variable", &variables)));
    }
    if let Some(name) = used.functions.iter().find(|name| is_no_function(name)) {
        return Some((name.clone(), format!("there is no function '{name}'")));
    }
    let field = used.fields.iter().find(|name| each == RuleScope::Change && !FIELDS.contains(&name.as_str()))?;
    Some((field.clone(), said(field, "a field of 'change'", &FIELDS)))
}

fn said(name: &str, what: &str, known: &[&str]) -> String {
    match nearest(name, known.iter().copied()) {
        Some(near) => format!("'{name}' is not {what}; did you mean '{near}'?"),
        None => format!("'{name}' is not {what}"),
    }
}

/// Whether CEL itself does not define a name.
fn is_undeclared(text: &str) -> bool {
    let found = Program::compile(text).ok().map(|program| program.execute(&Context::default()));
    matches!(found, Some(Err(ExecutionError::UndeclaredReference(_))))
}

/// The same for functions, called by themselves or on a value.
fn is_no_function(name: &str) -> bool {
    ["{}()", "''.{}()", "''.{}('')"].iter().all(|call| is_undeclared(&call.replace("{}", name)))
}

/// The names that an expression uses.
#[derive(Default)]
struct UsedNames {
    names: BTreeSet<String>,
    functions: BTreeSet<String>,
    /// The fields of `change`.
    fields: BTreeSet<String>,
}

impl UsedNames {
    /// `bound` are the variables that the expression itself defines.
    fn visit(&mut self, expression: &IdedExpr, bound: &mut Vec<String>) {
        match &expression.expr {
            Expr::Unspecified | Expr::Literal(_) => {}
            Expr::Ident(name) => {
                if !name.starts_with('@') && !bound.contains(name) {
                    self.names.insert(name.clone());
                }
            }
            Expr::Select(select) => {
                if matches!(&select.operand.expr, Expr::Ident(name) if name == "change" && !bound.contains(name)) {
                    self.fields.insert(select.field.clone());
                }
                self.visit(&select.operand, bound);
            }
            Expr::Call(call) => {
                // Operators have names that cannot be written.
                if call.func_name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
                    && call.func_name.starts_with(|c: char| c.is_ascii_alphabetic())
                {
                    self.functions.insert(call.func_name.clone());
                }
                call.target.iter().for_each(|target| self.visit(target, bound));
                call.args.iter().for_each(|arg| self.visit(arg, bound));
            }
            Expr::List(list) => list.elements.iter().for_each(|element| self.visit(element, bound)),
            Expr::Map(map) => map.entries.iter().for_each(|entry| self.entry(&entry.expr, bound)),
            Expr::Struct(given) => given.entries.iter().for_each(|entry| self.entry(&entry.expr, bound)),
            Expr::Comprehension(comprehension) => {
                self.visit(&comprehension.iter_range, bound);
                self.visit(&comprehension.accu_init, bound);
                let before = bound.len();
                bound.extend([comprehension.iter_var.clone(), comprehension.accu_var.clone()]);
                bound.extend(comprehension.iter_var2.clone());
                for inner in [&comprehension.loop_cond, &comprehension.loop_step, &comprehension.result] {
                    self.visit(inner, bound);
                }
                bound.truncate(before);
            }
        }
    }

    fn entry(&mut self, entry: &EntryExpr, bound: &mut Vec<String>) {
        match entry {
            EntryExpr::StructField(field) => self.visit(&field.value, bound),
            EntryExpr::MapEntry(entry) => {
                self.visit(&entry.key, bound);
                self.visit(&entry.value, bound);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(rule: &str, each: RuleScope) -> Option<String> {
        unknown_name(&Program::compile(rule).unwrap(), each).map(|(_, words)| words)
    }

    #[test]
    fn known_names_are_accepted() {
        for rule in [
            "change.op == 'added' && source != target && creator != '' && notes != '' && now > timestamp('2026-01-01T00:00:00Z')",
            "type(change.sourceValue) == int || type(change.sourceValue) == string || size(change.key) > 2",
            "change.sourceValue.exists(x, x.startsWith(change.key)) && has(change.document)",
            "[1, 2].all(change, change > 0) && [1].map(a, a + 1).size() == 1",
            "string(change.sourceValue).matches('^a') && duration('1h') < duration('2h') && double(1) < 2.0",
            "change['anything'] == 1 && change.sourceValue.nested.key == 1 && {'a': target}.a == 'x'",
        ] {
            assert_eq!(told(rule, RuleScope::Change), None, "{rule}");
        }
        assert_eq!(told("document.a == file && changes", RuleScope::File).unwrap(), "'changes' is not a variable");
        assert_eq!(told("changes.all(c, c.op == 'x')", RuleScope::Promotion), None);
    }

    #[test]
    fn unknown_names_are_reported_with_a_suggestion() {
        let told = |rule| told(rule, RuleScope::Change).unwrap();
        assert_eq!(told("chang.op == 'x'"), "'chang' is not a variable; did you mean 'change'?");
        assert_eq!(
            told("change.sourcevalue == 1"),
            "'sourcevalue' is not a field of 'change'; did you mean 'sourceValue'?"
        );
        assert_eq!(told("[1].all(x, y > 0)"), "'y' is not a variable");
        assert_eq!(told("change.key.beginsWith('x')"), "there is no function 'beginsWith'");
        assert_eq!(told("lenght(change.key) > 1"), "there is no function 'lenght'");
    }
}
