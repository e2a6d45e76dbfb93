//! TOML: reading, laws on generated documents, real files.

mod reading;

use crate::{Edit, EditError, Format, Parsed, edit, read};

fn parsed(text: &str) -> Parsed {
    read(Format::Toml, text.as_bytes().to_vec()).unwrap_or_else(|bad| panic!("{bad} in\n{text}"))
}

fn edited(target: &Parsed, source: &Parsed, edits: &[Edit]) -> Result<String, EditError> {
    edit(target, source, edits).map(|bytes| String::from_utf8(bytes).unwrap())
}

/// Thousands of edits of one file must take one pass; a quadratic algorithm would time out.
#[test]
fn large_files_are_edited_in_one_pass() {
    use crate::Place;
    use promote_model::{Key, Step};
    let names = |n: usize| format!("k{n}");
    let lines = |value: usize, keep: fn(usize) -> bool| {
        let all = (0..20_000).filter(|n| keep(*n));
        format!("[t]\n{}", all.map(|n| format!("{} = {value} # c\n", names(n))).collect::<String>())
    };
    let tables = |value: usize, keep: fn(usize) -> bool| {
        let all = (0..5_000).filter(|n| keep(*n));
        all.map(|n| format!("[[p]]\nname = \"{}\"\nv = {value}\n[p.q]\nw = [1, 2]\n\n", names(n))).collect::<String>()
    };
    let at = |steps: Vec<Step>| Place { document: 0, key: Key::from(steps) };
    let name = |n: &str| Step::Name(n.to_owned());
    let (old, new) = (parsed(&lines(1, |_| true)), parsed(&lines(2, |_| true)));
    let one = [Edit::Set { at: at(vec![name("t"), name("k77")]), from: 0 }];
    let after = edited(&old, &new, &one).unwrap();
    assert_eq!(after, lines(1, |_| true).replace("k77 = 1 ", "k77 = 2 "));
    let half = parsed(&lines(1, |n| n % 2 == 0));
    let odd: Vec<Edit> = (0..20_000)
        .filter(|n| n % 2 == 1)
        .map(|n| Edit::Set { at: at(vec![name("t"), name(&names(n))]), from: 0 })
        .collect();
    assert_eq!(edited(&half, &old, &odd).unwrap(), lines(1, |_| true));
    let gone: Vec<Edit> = odd
        .iter()
        .map(|edit| match edit {
            Edit::Set { at, .. } => Edit::Remove { at: at.clone() },
            other => other.clone(),
        })
        .collect();
    assert_eq!(edited(&old, &half, &gone).unwrap(), lines(1, |n| n % 2 == 0));
    let element = |n: usize| vec![name("p"), Step::Element { field: "name".to_owned(), value: names(n) }];
    let (all, half) = (parsed(&tables(1, |_| true)), parsed(&tables(1, |n| n % 2 == 0)));
    let odd: Vec<Edit> = (0..5_000).filter(|n| n % 2 == 1).map(|n| Edit::Set { at: at(element(n)), from: 0 }).collect();
    assert_eq!(edited(&half, &all, &odd).unwrap(), tables(1, |_| true));
}
