#![allow(missing_docs, dead_code)]
#[path = "../tests/it/laws/leaves.rs"]
mod leaves;
use promote::format::*;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let src = read(Format::Yaml, std::fs::read(&a[1]).unwrap()).unwrap();
    let tgt = read(Format::Yaml, std::fs::read(&a[2]).unwrap()).unwrap();
    let (s, r) = leaves::changes(&tgt, &src);
    let mut e = s.clone();
    if a.get(3).map(|s| s == "prune").unwrap_or(false) {
        e.extend(r.clone());
    }
    if a.get(3).map(|s| s == "only").unwrap_or(false) {
        e = r;
    }
    for x in &e {
        if let Some(p) = leaves::place(x) {
            eprintln!("{} {}", if matches!(x, Edit::Set { .. }) { "set" } else { "rm" }, p.key);
        }
    }
    match edit(&tgt, &src, &e) {
        Ok(b) => {
            use std::io::Write;
            std::io::stdout().write_all(&b).unwrap();
        }
        Err(e) => eprintln!("ERR {e}"),
    }
}
