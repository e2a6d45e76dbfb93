//! Measures one key of a 1 MB file in each format: the time to read both sides and edit the target's, and the memory of
//! `promote create --execute` beyond that for a small file.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use promote_format::{Edit, Format, Parsed, Place, edit, read};
use promote_model::Key;

use crate::Plan;
use crate::git::{blob, commit, fast_import, git, output, promote};
use crate::memory::peak;
use crate::repos::{SECOND, begin};
use crate::table::{Figure, Row};
use crate::timing::{Work, medians};

const BYTES: usize = 1 << 20;
/// Time limit of an edit, including reading both files.
const TIME: Duration = Duration::from_millis(50);
/// Memory limit, as a multiple of the file size.
const TIMES: u64 = 10;

/// All formats that are read by key.
pub fn measure(plan: &Plan) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for format in Format::ALL.into_iter().filter(|format| *format != Format::Text) {
        rows.extend(one(plan, format)?);
    }
    Ok(rows)
}

fn one(plan: &Plan, format: Format) -> Result<Vec<Row>> {
    let (name, entries) = (format.name(), entries(format));
    let parsed = |new| parse(format, &text(format, entries, new));
    let (source, target) = (parsed(true)?, parsed(false)?);
    let set = [Edit::Set { at: Place { document: 0, key: key(format, entries) }, from: 0 }];
    let took = |work: &dyn Fn() -> Result<()>| -> Result<Duration> {
        let started = Instant::now();
        work()?;
        Ok(started.elapsed())
    };
    let carry = |target: &Parsed, source: &Parsed| -> Result<()> {
        std::hint::black_box(edit(target, source, &set)?);
        Ok(())
    };
    let mut works: Vec<Work<'_>> = vec![
        Box::new(|| took(&|| parsed(false).map(drop))),
        Box::new(|| took(&|| carry(&target, &source))),
        Box::new(|| took(&|| carry(&parsed(false)?, &parsed(true)?))),
    ];
    let times = medians(plan.runs, &mut works)?;
    let row = |what: &str, ours, beside: &str, theirs, target| Row {
        place: format!("1 MB of {name}"),
        what: what.to_owned(),
        ours,
        beside: beside.to_owned(),
        theirs,
        target,
    };
    let [small, large] = [10, entries].map(|entries| memory(plan, format, entries));
    let grown = large?.saturating_sub(small?);
    let size = Figure::Memory(target.bytes.len() as u64 / 1024 * TIMES);
    Ok(vec![
        row("read", Figure::Time(times[0]), "the promise", Figure::Time(TIME), None),
        row("edit one key", Figure::Time(times[1]), "the promise", Figure::Time(TIME), Some(1.0)),
        row("read both, edit one key", Figure::Time(times[2]), "the promise", Figure::Time(TIME), None),
        // Three files of that size: the source's, the target's, and the new target's.
        row("memory of create --execute", Figure::Memory(grown), "ten times the file", size, None),
    ])
}

fn parse(format: Format, text: &str) -> Result<Parsed> {
    read(format, text.as_bytes().to_vec()).with_context(|| format!("the {} of this bench", format.name()))
}

/// The number of entries for a file of the wanted size.
fn entries(format: Format) -> usize {
    BYTES * 100 / text(format, 100, false).len()
}

/// The key that differs, in the middle of the file.
fn key(format: Format, entries: usize) -> Key {
    let name = format!("service-{:05}", entries / 2);
    let text = match format.name() {
        "dotenv" => format!("{}_TIMEOUT", name.to_uppercase().replace('-', "_")),
        "hcl" => format!("{name}.timeout"),
        _ => format!("services.{name}.timeout"),
    };
    // The names above are bare words.
    text.parse().unwrap_or_default()
}

/// Settings of some services in the format; one service is new.
fn text(format: Format, entries: usize, new: bool) -> String {
    let (before, after) = match format.name() {
        "yaml" => ("services:\n", ""),
        "json" | "jsonc" => ("{\n  \"own\": 0,\n  \"services\": {", "\n  }\n}\n"),
        _ => ("", ""),
    };
    let mut text = before.to_owned();
    for index in 0..entries {
        let timeout = index + if new && index == entries / 2 { 1 } else { 1000 };
        let name = format!("service-{index:05}");
        let upper = name.to_uppercase().replace('-', "_");
        let comma = if index > 0 { "," } else { "" };
        // Writing to a String cannot fail.
        let _ = match format.name() {
            "yaml" => write!(text, "  {name}:\n    # seconds\n    timeout: {timeout}\n    region: eu-west-1\n"),
            "json" | "jsonc" => write!(
                text,
                "{comma}\n    \"{name}\": {{\n      \"timeout\": {timeout},\n      \"region\": \"eu-west-1\"\n    }}"
            ),
            "toml" => write!(text, "[services.{name}]\n# seconds\ntimeout = {timeout}\nregion = \"eu-west-1\"\n\n"),
            "dotenv" => write!(text, "# seconds\n{upper}_TIMEOUT={timeout}\n{upper}_REGION=\"eu-west-1\"\n"),
            "properties" => {
                write!(text, "# seconds\nservices.{name}.timeout={timeout}\nservices.{name}.region=eu-west-1\n")
            }
            _ => write!(text, "# seconds\n{name} = {{\n  timeout = {timeout}\n  region  = \"eu-west-1\"\n}}\n"),
        };
    }
    text + after
}

/// The peak memory of a promotion of one key, in kilobytes.
fn memory(plan: &Plan, format: Format, entries: usize) -> Result<u64> {
    let path = repository(plan, format, entries)?;
    let pattern = key(format, entries).to_string();
    let taken = peak(promote(&path, &["-q", "create", "staging", "production", "--key", &pattern, "--execute"]));
    let subject = output(git(&path, &["log", "-1", "--format=%s", "main"]))?;
    ensure!(subject.starts_with("Promote "), "{pattern} of {} was not promoted", format.name());
    std::fs::remove_dir_all(&path)?;
    taken
}

fn repository(plan: &Plan, format: Format, entries: usize) -> Result<PathBuf> {
    const POLICY: &str =
        "version: 1\nfiles: [\"{env}/*\"]\nenvironments:\n  staging: {}\n  production: { from: [staging] }\n";
    let path = plan.folder.join("copy-formats");
    if path.exists() {
        std::fs::remove_dir_all(&path)?;
    }
    let extension = match format.name() {
        "dotenv" => "env",
        "hcl" => "tfvars",
        name => name,
    };
    begin(&plan.folder, &path, |scratch| {
        fast_import(scratch, |stream| {
            blob(stream, 1, POLICY.as_bytes())?;
            blob(stream, 2, text(format, entries, true).as_bytes())?;
            blob(stream, 3, text(format, entries, false).as_bytes())?;
            commit(stream, "main", SECOND, "Begin\n")?;
            writeln!(stream, "M 100644 :1 promote.yaml")?;
            writeln!(stream, "M 100644 :2 staging/services.{extension}")?;
            writeln!(stream, "M 100644 :3 production/services.{extension}")?;
            Ok(())
        })
    })?;
    Ok(path)
}
