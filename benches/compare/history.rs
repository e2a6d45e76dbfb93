//! `promote list` and `promote status` on a ledger of ten thousand promotions.

use anyhow::Result;

use crate::Plan;
use crate::git::{git, promote};
use crate::ledger;
use crate::table::{Figure, Row};
use crate::timing::{medians, running};

const PROMOTIONS: usize = 10_000;

/// Reads of a long ledger, beside one second.
pub fn measure(plan: &Plan) -> Result<Vec<Row>> {
    let path = ledger::make(&plan.folder, PROMOTIONS)?;
    let dir = path.as_path();
    let id = ledger::an_id(dir)?;
    let commands: [(&[&str], bool); 7] = [
        (&["list"], true),
        (&["status"], true),
        (&["list", "--all"], true),
        (&["list", "--all", "--limit", "20"], true),
        (&["log", "production", "--limit", "20"], false),
        (&["show", &id], false),
        (&["diff", "staging", "production", "--changed"], false),
    ];
    let mut works: Vec<_> = commands.iter().map(|(args, _)| running(move || promote(dir, args))).collect();
    works.push(running(|| git(dir, &["rev-parse", "HEAD"])));
    let times = medians(plan.runs, &mut works)?;
    let git = times[commands.len()];
    let mut rows = Vec::new();
    for ((args, judged), time) in commands.iter().zip(&times) {
        let words: Vec<&str> = args.iter().map(|arg| if *arg == id { "ID" } else { arg }).collect();
        let second = std::time::Duration::from_secs(1);
        let (beside, theirs, target) =
            if *judged { ("a second", second, Some(1.0)) } else { ("git rev-parse HEAD", git, None) };
        rows.push(Row {
            place: "10k promotions".to_owned(),
            what: words.join(" "),
            ours: Figure::Time(*time),
            beside: beside.to_owned(),
            theirs: Figure::Time(theirs),
            target,
        });
    }
    Ok(rows)
}
