//! Asks single files what the checks want to know. A file is read once for all checks, and dropped when it has answered. A
//! file that is known to answer without a finding is not read.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

use rayon::prelude::*;

use super::remembered::{FileKey, QuestionKey, Remembered};
use crate::engine::OpError;
use crate::store::Store;
use crate::store::environment::EnvSnapshot;
use crate::store::walk::ListedFile;
use promote_core::policy::checks::{Check, CheckKind, CheckedFile, FileAnswers, FileQuestion, Schema};
use promote_core::promotion::CheckFinding;

/// Minimum number of files that one thread looks up.
const LOOKED_UP: usize = 256;

/// What the files answered.
#[derive(Default)]
pub(super) struct FileResults {
    /// For each check its findings in files, and the time that they took.
    pub(super) checks: Vec<(Vec<CheckFinding>, Duration)>,
    /// The files that rules are evaluated on.
    pub(super) subjects: Vec<CheckedFile>,
}

impl FileResults {
    /// The results of checks that find nothing.
    pub(super) fn without_findings(checks: usize) -> Self {
        Self { checks: (0..checks).map(|_| Default::default()).collect(), subjects: Vec::new() }
    }
}

/// The checks, and the files of a target.
pub(super) struct FileRound<'a> {
    pub(super) store: &'a Store,
    pub(super) target: &'a EnvSnapshot,
    pub(super) checks: &'a [&'a Check],
    pub(super) schemas: &'a BTreeMap<String, Schema>,
    /// The paths that the plan touches.
    pub(super) touched: BTreeSet<&'a str>,
}

/// A question of a check, while files answer.
struct Asking<'a> {
    check: &'a Check,
    question: FileQuestion<'a>,
    key: QuestionKey,
    one_is_enough: bool,
    asked: AtomicUsize,
    holds_somewhere: AtomicBool,
    nanos: AtomicU64,
}

/// A file that must be read.
struct OpenFile<'a> {
    file: &'a (String, ListedFile),
    key: FileKey,
    /// The questions that it must answer.
    questions: Vec<usize>,
    /// Whether rules are evaluated on it.
    kept: bool,
}

/// What a file answered.
struct ReadFile {
    /// Findings, each with its question.
    found: Vec<(usize, CheckFinding)>,
    /// The file, if rules are evaluated on it.
    kept: Option<CheckedFile>,
}

impl<'a> FileRound<'a> {
    /// Asks all files.
    ///
    /// # Errors
    /// Where a file cannot be read from git.
    pub(super) fn run(&self, known: &Remembered<'_>, files: &[(String, ListedFile)]) -> Result<FileResults, OpError> {
        let asking = self.asking(known);
        let looked = files.par_iter().with_min_len(LOOKED_UP).filter_map(|file| self.look_up(known, &asking, file));
        let mut open: Vec<OpenFile<'_>> = looked.collect();
        // Whether one file is enough is known only after all were looked up.
        for file in &mut open {
            file.questions.retain(|at| !(asking[*at].one_is_enough && asking[*at].holds_somewhere.load(Relaxed)));
        }
        open.retain(|file| file.kept || !file.questions.is_empty());
        self.store.repo.fetch_missing(open.iter().map(|open| open.file.1.blob))?;
        let rules = CheckedFile::rules(&self.store.rules);
        let read = |open: &OpenFile<'_>| {
            let (logical, entry) = open.file;
            let pair = self.store.alone(&self.target.matcher, logical, entry)?;
            let subject = CheckedFile::new(pair, self.touched.contains(entry.path.as_str()), &rules);
            Ok::<_, OpError>(self.ask(known, &asking, open, subject))
        };
        let read: Vec<ReadFile> = open.par_iter().map(read).collect::<Result<_, _>>()?;
        Ok(self.results(asking, read))
    }

    fn asking(&self, known: &Remembered<'_>) -> Vec<Asking<'a>> {
        let all = self.checks.iter().flat_map(|check| check.questions().into_iter().map(move |one| (*check, one)));
        let asking = all.map(|(check, question)| Asking {
            key: known.question(question),
            one_is_enough: check.one_is_enough(question),
            check,
            question,
            asked: AtomicUsize::new(0),
            holds_somewhere: AtomicBool::new(false),
            nanos: AtomicU64::new(0),
        });
        asking.collect()
    }

    /// What must be asked of a file; `None` if nothing.
    fn look_up<'f>(
        &self,
        known: &Remembered<'_>,
        asking: &[Asking<'_>],
        file: &'f (String, ListedFile),
    ) -> Option<OpenFile<'f>> {
        let (logical, entry) = file;
        let names = [logical.as_str(), &entry.path];
        let touched = self.touched.contains(entry.path.as_str());
        let mut open: Option<OpenFile<'f>> = None;
        let new = || OpenFile {
            file,
            key: known.file(&self.target.matcher, logical, entry),
            questions: Vec::new(),
            kept: false,
        };
        let mut next = 0;
        for check in self.checks {
            let mine = next..next + asking[next..].iter().take_while(|one| std::ptr::eq(one.check, *check)).count();
            next = mine.end;
            if !check.wants(&names, touched) {
                continue;
            }
            let open = open.get_or_insert_with(new);
            open.kept |= matches!(check.kind, CheckKind::Rule(_));
            let mut is_readable = false;
            // The first question is whether it can be read, and any remembered answer says that it can.
            for at in mine.rev().filter(|at| asking[*at].question.is_about(&names)) {
                let one = &asking[at];
                one.asked.fetch_add(1, Relaxed);
                if is_readable && matches!(one.question, FileQuestion::Readable) {
                    continue;
                }
                match known.has(open.key, one.key) {
                    true => {
                        is_readable = true;
                        one.holds_somewhere.store(true, Relaxed);
                    }
                    false => open.questions.push(at),
                }
            }
        }
        open.filter(|open| open.kept || !open.questions.is_empty())
    }

    /// Asks a file that was read.
    fn ask(
        &self,
        known: &Remembered<'_>,
        asking: &[Asking<'_>],
        open: &OpenFile<'_>,
        subject: CheckedFile,
    ) -> ReadFile {
        let mut all = Vec::new();
        let mut remembered: Option<&Check> = None;
        for at in &open.questions {
            let (one, start) = (&asking[*at], Instant::now());
            let found = one.check.ask(one.question, &subject, self.schemas);
            one.nanos.fetch_add(u64::try_from(start.elapsed().as_nanos()).unwrap_or_default(), Relaxed);
            if found.is_empty() {
                one.holds_somewhere.store(true, Relaxed);
                // That a file can be read follows from another answer to the same check, which came first.
                let follows = matches!(one.question, FileQuestion::Readable)
                    && remembered.is_some_and(|check| std::ptr::eq(check, one.check));
                // A file that cannot be read has no keys, and so no finding about one.
                if !follows && subject.unreadable().is_none() {
                    remembered = Some(one.check);
                    known.put(open.key, one.key);
                }
            } else if !one.one_is_enough {
                all.extend(found.into_iter().map(|finding| (*at, finding)));
            }
        }
        ReadFile { found: all, kept: open.kept.then_some(subject) }
    }

    fn results(&self, asking: Vec<Asking<'_>>, read: Vec<ReadFile>) -> FileResults {
        let mut found: Vec<Vec<CheckFinding>> = asking.iter().map(|_| Vec::new()).collect();
        let mut results = FileResults::default();
        for file in read {
            file.found.into_iter().for_each(|(at, finding)| found[at].push(finding));
            results.subjects.extend(file.kept);
        }
        let mut answered = asking.into_iter().zip(found).peekable();
        for check in self.checks {
            let (mut all, mut nanos) = (Vec::new(), 0);
            while let Some((one, found)) = answered.next_if(|(one, _)| std::ptr::eq(one.check, *check)) {
                let answers = FileAnswers {
                    asked: one.asked.into_inner(),
                    holds_somewhere: one.holds_somewhere.into_inner(),
                    found,
                };
                all.extend(check.conclude(one.question, answers));
                nanos += one.nanos.into_inner();
            }
            results.checks.push((all, Duration::from_nanos(nanos)));
        }
        results
    }
}
