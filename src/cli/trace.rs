//! `PROMOTE_TRACE`: how much a command has done, as one line of JSON. `1` writes it to standard error, an absolute path
//! appends it to that file, as for `GIT_TRACE2_EVENT` (git(1)).

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use promote_model::work::{OBJECTS, PARSES, PROCESSES};
use serde_json::json;

/// Writes the line, where it is asked for. A file that cannot be written to is no error of the command.
pub(super) fn write(command: &str) {
    let Ok(place) = std::env::var("PROMOTE_TRACE") else { return };
    let line = json!({
        "command": command,
        "processes": PROCESSES.get(),
        "objects": OBJECTS.get(),
        "parses": PARSES.get(),
    });
    let line = format!("{line}\n");
    let _ = match place.as_str() {
        "1" => std::io::stderr().write_all(line.as_bytes()),
        path if Path::new(path).is_absolute() => {
            OpenOptions::new().create(true).append(true).open(path).and_then(|mut file| file.write_all(line.as_bytes()))
        }
        _ => Ok(()),
    };
}
