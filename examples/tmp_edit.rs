use promote::format::*;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let src = read(Format::Yaml, std::fs::read(&a[1]).unwrap()).unwrap();
    let tgt = read(Format::Yaml, std::fs::read(&a[2]).unwrap()).unwrap();
    let edits: Vec<Edit> = a[3..]
        .iter()
        .map(|s| {
            let (v, k) = s.split_once(' ').unwrap();
            let at = Place { document: 0, key: k.parse().unwrap() };
            if v == "set" { Edit::Set { at, from: 0 } } else { Edit::Remove { at } }
        })
        .collect();
    match edit(&tgt, &src, &edits) {
        Ok(b) => {
            use std::io::Write;
            std::io::stdout().write_all(&b).unwrap();
        }
        Err(e) => eprintln!("{e}"),
    }
}
