//! No circle of files: following what a file uses, from file to file, never leads back to it.
//!
//! Read from the `use` lines and the paths in the code. A name counts for the file that has it, not for those that
//! pass it on with `pub use`, so a `mod.rs` that only passes names on is in no circle.

mod parse;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use insta::assert_snapshot;

use parse::{Parsed, parse};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// A file's place in its crate: `src/a/b.rs` and `src/a/b/mod.rs` are `["a", "b"]`, `src/lib.rs` is `[]`.
type Module = Vec<String>;

/// The files of one crate.
struct Crate {
    files: BTreeMap<Module, (PathBuf, Parsed)>,
}

impl Crate {
    /// Reads files: path below the source folder, and text. Test files are left out.
    fn of(files: impl IntoIterator<Item = (PathBuf, String)>) -> Self {
        let parsed = files.into_iter().map(|(path, text)| (module(&path), (path, parse(&text))));
        let mut files: BTreeMap<Module, (PathBuf, Parsed)> = parsed.collect();
        let tests: Vec<Module> = files
            .iter()
            .flat_map(|(module, (_, parsed))| parsed.test_modules.iter().map(|name| child(module, name)))
            .collect();
        files.retain(|module, _| !tests.iter().any(|test| module.starts_with(test)));
        Self { files }
    }

    /// The file that has what this path names; `None` for other crates.
    fn resolve(&self, from: &[String], path: &[String]) -> Option<&Module> {
        let mut base = from.to_vec();
        let mut rest = path;
        match rest.first()?.as_str() {
            "crate" => {
                base.clear();
                rest = &rest[1..];
            }
            "self" => rest = &rest[1..],
            "super" => {
                while rest.first().is_some_and(|first| first == "super") {
                    base.pop()?;
                    rest = &rest[1..];
                }
            }
            first if self.files.contains_key(&child(from, first)) => {}
            _ => return None,
        }
        while let Some(name) = rest.first() {
            let below = child(&base, name);
            if self.files.contains_key(&below) {
                base = below;
            } else if let Some(to) = self.files.get(&base)?.1.re_exports.get(name) {
                // (A name that is passed on under itself, `pub use self::a`, would be followed for ever.)
                let onward = [to, &rest[1..]].concat();
                return (onward != path || base != from).then(|| self.resolve(&base, &onward)).flatten();
            } else {
                break;
            }
            rest = &rest[1..];
        }
        self.files.get_key_value(&base).map(|(module, _)| module)
    }

    /// The files that each file uses.
    fn graph(&self) -> BTreeMap<&Module, BTreeSet<&Module>> {
        let used = |module: &Module, parsed: &Parsed| {
            let found = parsed.uses.iter().filter_map(|path| self.resolve(module, path));
            found.filter(|other| *other != module).collect()
        };
        self.files.iter().map(|(module, (_, parsed))| (module, used(module, parsed))).collect()
    }

    /// All circles: for each the uses that tie it, as `file -> file`.
    fn circles(&self) -> Vec<Vec<String>> {
        let graph = self.graph();
        let path = |module: &Module| self.files[module].0.display();
        let ties = |circle: BTreeSet<&Module>| {
            let inside = circle.iter().flat_map(|from| graph[from].intersection(&circle).map(move |to| (from, to)));
            inside.map(|(from, to)| format!("{} -> {}", path(from), path(to))).collect()
        };
        components(&graph).into_iter().filter(|component| component.len() > 1).map(ties).collect()
    }
}

fn child(module: &[String], name: &str) -> Module {
    module.iter().map(String::as_str).chain([name]).map(str::to_owned).collect()
}

fn module(path: &Path) -> Module {
    let without = path.with_extension("");
    let mut module: Module = without.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if module.last().is_some_and(|name| name == "mod") || module == ["lib"] {
        module.pop();
    }
    module
}

/// The strongly connected components of a graph (Tarjan).
fn components<'a>(graph: &BTreeMap<&'a Module, BTreeSet<&'a Module>>) -> Vec<BTreeSet<&'a Module>> {
    struct Walk<'a, 'g> {
        graph: &'g BTreeMap<&'a Module, BTreeSet<&'a Module>>,
        /// When each was first seen.
        order: BTreeMap<&'a Module, usize>,
        open: Vec<&'a Module>,
        found: Vec<BTreeSet<&'a Module>>,
    }
    impl<'a> Walk<'a, '_> {
        /// The earliest open module that can be reached from this one.
        fn visit(&mut self, module: &'a Module) -> usize {
            let own = self.order.len();
            self.order.insert(module, own);
            let depth = self.open.len();
            self.open.push(module);
            let mut lowest = own;
            for next in &self.graph[module] {
                match self.order.get(next) {
                    None => lowest = lowest.min(self.visit(next)),
                    Some(order) if self.open.contains(next) => lowest = lowest.min(*order),
                    Some(_) => {}
                }
            }
            if lowest == own {
                self.found.push(self.open.drain(depth..).collect());
            }
            lowest
        }
    }
    let mut walk = Walk { graph, order: BTreeMap::new(), open: Vec::new(), found: Vec::new() };
    for module in graph.keys() {
        if !walk.order.contains_key(module) {
            walk.visit(module);
        }
    }
    walk.found
}

/// All Rust files below a folder but `main.rs`, which is a crate of its own: path below it, and text.
fn files(root: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") && path != root.join("main.rs") {
                found.push((path.strip_prefix(root).unwrap().to_owned(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found
}

#[test]
fn the_workspace_has_none() {
    let crates = fs::read_dir(Path::new(ROOT).join("crates")).unwrap().flatten();
    let mut roots: Vec<PathBuf> = crates.map(|entry| entry.path().join("src")).collect();
    roots.push(Path::new(ROOT).join("src"));
    roots.sort();
    let mut report = String::new();
    for root in roots {
        let found = Crate::of(files(&root));
        assert!(found.files.len() > 5, "only {} files in {}", found.files.len(), root.display());
        for (number, circle) in found.circles().iter().enumerate() {
            let name = root.strip_prefix(ROOT).unwrap().display();
            let _ = write!(report, "\n{name}, circle {}:\n    {}\n", number + 1, circle.join("\n    "));
        }
    }
    let advice = "Files use each other in circles. Move what both need into a file that uses neither";
    assert!(report.is_empty(), "{advice}:\n{report}");
}

/// The circles of a made-up crate.
fn circles(files: &[(&str, &str)]) -> String {
    let files = files.iter().map(|(path, text)| (PathBuf::from(path), (*text).to_owned()));
    Crate::of(files).circles().iter().map(|circle| circle.join("\n")).collect::<Vec<_>>().join("\n\n")
}

#[test]
fn two_files_that_use_each_other_are_a_circle() {
    assert_snapshot!(circles(&[
        ("lib.rs", "mod a; mod b; mod c;"),
        ("a.rs", "use crate::b::B;"),
        ("b.rs", "use super::{\n    a::A, // one\n    c::C,\n};"),
        ("c.rs", "pub struct C;"),
    ]), @"
    a.rs -> b.rs
    b.rs -> a.rs
    ");
}

#[test]
fn a_circle_may_have_three_files_and_a_path_in_the_code() {
    assert_snapshot!(circles(&[
        ("lib.rs", "mod a; mod b; mod c;"),
        ("a/mod.rs", "mod inner; fn f() { inner::g() }"),
        ("a/inner.rs", "use crate::b::{self, deep::{B as Renamed}};"),
        ("b/mod.rs", "pub mod deep;"),
        ("b/deep.rs", "fn f() -> Option<crate::a::A> { None }"),
        ("c.rs", "use std::fs; use crate::a;"),
    ]), @"
    a/mod.rs -> a/inner.rs
    a/inner.rs -> b/deep.rs
    b/deep.rs -> a/mod.rs
    ");
}

#[test]
fn a_path_may_begin_with_an_imported_name() {
    assert_snapshot!(circles(&[
        ("lib.rs", "mod a; mod b;"),
        ("a/mod.rs", "mod inner; pub use inner::Inner;"),
        ("a/inner.rs", "use crate::b as other; pub struct Inner(other::B);"),
        ("b.rs", "fn f() -> a::Inner { todo!() } use crate::a;"),
    ]), @"
    a/inner.rs -> b.rs
    b.rs -> a/inner.rs
    ");
}

#[test]
fn a_re_export_is_followed() {
    // `a` passes the name on, from another file than the one that uses it, over two files and with a new name.
    assert_snapshot!(circles(&[
        ("lib.rs", "mod a; pub(crate) use a::Second as Third;"),
        ("a/mod.rs", "mod one; mod two; pub use two::First as Second;"),
        ("a/one.rs", "use crate::Third; pub struct One;"),
        ("a/two.rs", "use super::one::One; pub struct First;"),
    ]), @"
    a/one.rs -> a/two.rs
    a/two.rs -> a/one.rs
    ");
}

#[test]
fn a_facade_is_no_circle() {
    let facade = "mod one; mod two; pub use one::One; pub(super) use two::{Two, Other as Name};";
    let one = "use super::{Two, Name}; pub struct One;";
    assert_eq!(circles(&[("lib.rs", "mod a;"), ("a/mod.rs", facade), ("a/one.rs", one), ("a/two.rs", "")]), "");
    // Passing on everything hides which names, so it counts as a use.
    let all = "mod one; pub use one::*;";
    let back = "use super::Anything;";
    assert_ne!(circles(&[("lib.rs", "mod a;"), ("a/mod.rs", all), ("a/one.rs", back)]), "");
}

#[test]
fn tests_comments_and_texts_do_not_count() {
    let a = r##"
        use crate::b::B;
        #[cfg(test)]
        mod tests;
        #[cfg(test)]
        mod inside { use crate::c::C; fn f() {} }
    "##;
    let b = r##"
        //! See crate::a::A.
        /* crate::a::A /* crate::a::A */ crate::a::A */
        const TEXTS: [&str; 3] = ["crate::a::A \" crate::a::A", r"crate::a::A\", r#"" crate::a::A"#];
        const CHARS: [char; 3] = ['"', '\'', '\u{22}'];
        fn f<'a>(a: &'a str) -> impl Fn() + use<'a> { || () }
        #[cfg(test)]
        use crate::{a::A, c::C};
        #[cfg(test)]
        pub(crate) fn only_here(a: [u8; 2]) -> crate::a::A { crate::a::A }
    "##;
    let c = "use crate::a::A;";
    let tests = "use crate::a::A; use crate::b::B;";
    let none = [("lib.rs", "mod a; mod b; mod c;"), ("a/mod.rs", a), ("a/tests.rs", tests), ("b.rs", b), ("c.rs", c)];
    assert_eq!(circles(&none), "");
    // The same file with one line more, after all of that.
    let more = format!("{b}\nfn last() {{ crate::a::f() }}");
    assert_ne!(circles(&[none[0], none[1], none[2], ("b.rs", &more), none[4]]), "");
}
