//! The committed schemas are the generated ones. `BLESS=1 cargo test -p promote --lib schema` rewrites them.

use std::fs;
use std::path::{Path, PathBuf};

use super::all;

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas").join(format!("{name}.schema.json"))
}

#[test]
fn the_committed_schemas_are_the_generated_ones() {
    for (name, schema) in all() {
        let text = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        if std::env::var_os("BLESS").is_some() {
            fs::create_dir_all(file(name).parent().unwrap()).unwrap();
            fs::write(file(name), &text).unwrap();
        }
        let committed = fs::read_to_string(file(name)).unwrap_or_default();
        assert!(committed == text, "schemas/{name}.schema.json is old; BLESS=1 cargo test -p promote --lib schema");
    }
}
