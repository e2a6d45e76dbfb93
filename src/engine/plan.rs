//! Makes a plan from a request: the differences, those that are selected, and the files they change.

use std::collections::HashSet;

use super::OpError;
use super::changed::changed_ids;
use super::context::Context;
use super::filters::{parse_only, parse_patterns};
use super::whole_file::{UnsearchableFiles, WholeFile, asks_for};
use crate::store::Store;
use crate::store::environment::EnvSnapshot;
use promote_core::env::change::{Change, address};
use promote_core::env::content::Format;
use promote_core::env::diff::Pair;
use promote_core::env::flatten::Config;
use promote_core::env::keys::Side;
use promote_core::env::secrets::Redactor;
use promote_core::env::select::{Selection, Selector, Taken, select};
use promote_core::promotion::plan::{PlanFile, PlanSource};
use promote_core::promotion::{Plan, PromotionType, Request};
use promote_model::text::enumerate;
use promote_model::{Key, Pattern};

/// A plan, and the selected keys that are not part of it.
#[derive(Debug)]
pub(crate) struct Planned {
    /// The plan; it has no changes where nothing differs.
    pub(crate) plan: Plan,
    /// Selected keys that are owned by the target (`keep`).
    pub(crate) own: Vec<Change>,
    /// The number of selected keys that exist only in the target and stay there.
    pub(crate) staying: usize,
    /// Files that could not be read by key, with the reason.
    pub(crate) unreadable: Vec<(String, String)>,
    /// Files that may hold selected keys, but cannot be searched.
    pub(crate) unsearchable: Vec<WholeFile>,
}

/// Plans a request against the current state of two environments.
///
/// # Errors
/// Where the request is wrong, a selector matches nothing, or a key owned by the target would be overwritten.
pub(crate) fn plan(
    context: &Context,
    store: &Store,
    source: &EnvSnapshot,
    target: &EnvSnapshot,
    request: &Request,
) -> Result<Planned, OpError> {
    let mut selection = selection(request)?;
    if request.changed {
        selection.changed = Some(changed_ids(context, store, source, target, request)?);
    }
    let environment = store.environment(&target.name)?;
    // Files can be skipped unread only if every selector is a pattern.
    let patterns: Vec<Pattern> = match request.promotion_type {
        PromotionType::Pattern => parse_patterns(&request.key_patterns)?,
        _ => Vec::new(),
    };
    let comparison = store.compare(source, target, &environment.keep, &patterns)?;
    let mut planned = Planned {
        plan: Plan {
            source_commit: source.commit,
            target_commit: target.commit,
            files: Vec::new(),
            changes: Vec::new(),
        },
        own: Vec::new(),
        staying: 0,
        unreadable: Vec::new(),
        unsearchable: Vec::new(),
    };
    let mut unsearchable = UnsearchableFiles::default();
    let mut hits = vec![false; selection.selectors.len()];
    let mut named: Vec<Vec<String>> = vec![Vec::new(); selection.selectors.len()];
    let mut lists = Vec::new();
    for (pair, diff) in comparison.files {
        lists.extend(diff.changes.iter().filter(|change| !hits.is_empty() && change.is_list()).cloned());
        let taken = select(&pair.names(), diff.changes, diff.kept, &selection);
        for (selector, named) in selection.selectors.iter().zip(&mut named) {
            let all = taken.changes.iter().chain(&taken.own);
            named.extend(all.filter(|c| selector.names(c.kind, c.id)).map(Change::address));
        }
        for (hit, here) in hits.iter_mut().zip(&taken.hits) {
            *hit |= here;
        }
        let patterns = selection.selectors.iter().zip(&taken.hits);
        unsearchable.note(&pair, patterns.filter_map(|(selector, hit)| Some((selector.pattern()?, *hit))));
        take(store, &pair, taken, source, target, &mut planned)?;
    }
    refuse_ambiguous(&selection.selectors, &named, source, target)?;
    let missed: Vec<&Selector> =
        selection.selectors.iter().zip(&hits).filter(|(_, hit)| !**hit).map(|(s, _)| s).collect();
    if !missed.is_empty() {
        refuse_misses(store, source, target, &missed, (&lists, &unsearchable))?;
    }
    planned.unsearchable = unsearchable.files;
    let named = |change: &&Change| selection.selectors.iter().any(|s| s.names(change.kind, change.id));
    if let Some(own) = planned.own.iter().find(named) {
        return Err(OpError::KeptKey { address: own.address(), target: target.name.clone(), displaced_by: None });
    }
    Ok(planned)
}

/// Refuses an id, or the beginning of one, that stands for several keys.
fn refuse_ambiguous(
    selectors: &[Selector],
    named: &[Vec<String>],
    source: &EnvSnapshot,
    target: &EnvSnapshot,
) -> Result<(), OpError> {
    let several = selectors.iter().zip(named).find(|(_, named)| named.len() > 1);
    let Some((selector, named)) = several else { return Ok(()) };
    let message = format!("id '{}' is ambiguous: it matches {}", selector.text(), enumerate(named, "and"));
    let ids = format!("use more digits; show the full ids: promote diff {} {} -v", source.name, target.name);
    let keys = "or select the keys by pattern: --key PATTERN".to_owned();
    Err(OpError::Usage { message, hints: vec![ids, keys] })
}

fn take(
    store: &Store,
    pair: &Pair,
    taken: Taken,
    source: &EnvSnapshot,
    target: &EnvSnapshot,
    planned: &mut Planned,
) -> Result<(), OpError> {
    refuse_kept_keys(&taken, target)?;
    // Secrets are masked from here on.
    let [from, to] = [&pair.source, &pair.target].map(|file| file.as_ref().map(|file| file.value.blob));
    let names = pair.names();
    let redactor = Redactor::of(&names, &store.rules);
    planned.own.extend(taken.own.into_iter().map(|change| redactor.change(change, from, to)));
    planned.staying += taken.staying;
    if taken.changes.is_empty() {
        return Ok(());
    }
    planned.unreadable.extend(pair.unreadable());
    let target_path = match &pair.target {
        Some(file) => file.path.clone(),
        None => new_path(store, pair, source, target)?,
    };
    planned.plan.files.push(PlanFile {
        file: pair.file.clone(),
        source: pair.source.as_ref().map(|file| PlanSource {
            path: file.path.clone(),
            mode: file.value.mode,
            blob: file.value.blob,
        }),
        target_path,
        format: pair.sides().next().map_or(Format::Text, |file| file.format),
        keys: pair.keys.prefixes.clone(),
    });
    planned.plan.changes.extend(taken.changes.into_iter().map(|change| redactor.change(change, from, to)));
    Ok(())
}

/// Refuses changes that would overwrite a key owned by the target.
///
/// # Errors
/// The first such key.
pub(crate) fn refuse_kept_keys(taken: &Taken, target: &EnvSnapshot) -> Result<(), OpError> {
    let Some((change, own)) = taken.in_the_way.first() else { return Ok(()) };
    let (address, displaced_by) = (own.address(), Some(change.address()));
    Err(OpError::KeptKey { address, target: target.name.clone(), displaced_by })
}

/// The target path of a file that only the source has.
///
/// # Errors
/// Where no template gives one.
pub(crate) fn new_path(
    store: &Store,
    pair: &Pair,
    source: &EnvSnapshot,
    target: &EnvSnapshot,
) -> Result<String, OpError> {
    let path = pair.source.as_ref().map(|f| f.path.as_str()).unwrap_or_default();
    // The template that matches the source's file also gives the target's path.
    let templates = store.policy.files.iter().filter(|template| source.bindings.path(template, &pair.file) == path);
    let mut paths = templates.map(|template| target.bindings.path(template, &pair.file));
    // The path must not belong to another environment (`web-pre-prod.yaml`).
    paths.find(|path| target.matcher.names(path).contains(&pair.file)).ok_or_else(|| {
        let message = format!("{path} has no path in {}: no template in promote.yaml gives one", target.name);
        OpError::Usage { message, hints: vec![format!("exclude the file under 'files' in promote.yaml: \"!{path}\"")] }
    })
}

/// The selection of a request.
///
/// # Errors
/// Where the request contradicts itself, or an id or a pattern is malformed.
pub(crate) fn selection(request: &Request) -> Result<Selection, OpError> {
    let ids = !request.config_ids.is_empty() || !request.flag_ids.is_empty();
    let patterns = !request.key_patterns.is_empty();
    let wrong = match request.promotion_type {
        PromotionType::Full if ids || patterns => Some("a FULL promotion takes all keys; remove the ids and patterns"),
        PromotionType::Selective if !ids => Some("a SELECTIVE promotion needs the id of a key or flag"),
        PromotionType::Pattern if ids => Some("a PATTERN promotion takes patterns only; use SELECTIVE with ids"),
        PromotionType::Pattern if !patterns => Some("a PATTERN promotion needs a pattern: --key PATTERN"),
        _ => None,
    };
    if let Some(message) = wrong {
        return Err(OpError::Usage { message: message.to_owned(), hints: Vec::new() });
    }
    if request.since.is_some() && !request.changed {
        let message = "--since needs --changed".to_owned();
        return Err(OpError::Usage { message, hints: vec!["add --changed".to_owned()] });
    }
    parse_only(&request.only)?;
    let id = |text: &String| text.parse().map_err(|e| OpError::Store(crate::store::StoreError::BadId(e)));
    let mut selectors = Vec::new();
    for text in &request.config_ids {
        selectors.push(Selector::Config(id(text)?));
    }
    for text in &request.flag_ids {
        selectors.push(Selector::Flag(id(text)?));
    }
    selectors.extend(parse_patterns(&request.key_patterns)?.into_iter().map(|p| Selector::Pattern(Box::new(p))));
    Ok(Selection { selectors, prune: request.prune, changed: None })
}

/// Refuses selectors that match no key at all; selectors whose keys are equal on both sides pass. `lists` are differing
/// lists that are one key each: their elements cannot be selected.
///
/// # Errors
/// The selectors that match no key of either side, with the files that they name and that move as a whole; or that
/// match only elements of such a list.
pub(crate) fn refuse_misses(
    store: &Store,
    source: &EnvSnapshot,
    target: &EnvSnapshot,
    missed: &[&Selector],
    (lists, unsearchable): (&[Change], &UnsearchableFiles),
) -> Result<(), OpError> {
    let mut left: Vec<(&Selector, Option<OpError>)> = missed.iter().map(|selector| (*selector, None)).collect();
    let mut whole = Vec::new();
    for side in [source, target] {
        for (logical, entry) in store.files(side)? {
            if left.is_empty() {
                return Ok(());
            }
            let pair = store.alone(&side.matcher, &logical, &entry)?;
            let names = pair.names();
            if left.iter().any(|(selector, _)| asks_for(selector, &names.files)) {
                whole.extend(WholeFile::of(&pair));
            }
            let other = pair.source.as_ref().and_then(|file| unsearchable.other_half(file, &logical));
            for config in pair.configs(Side::Source, &store.rules) {
                let key = names.spellings(&config.key);
                let id = config.id();
                // Keys of one side do not count where the other side of the file cannot be read by key.
                if let Some(other) = other {
                    let picks = |s: &Selector| s.picks(&names, config.kind, config.document.as_deref(), &key, id);
                    let asked = left.iter().any(|(s, _)| picks(s));
                    whole.extend(asked.then(|| other.clone()));
                    continue;
                }
                let list = lists.iter().find(|l| l.file == logical && is_part(&config, l));
                left.retain_mut(|(selector, part)| {
                    let picks = selector.picks(&names, config.kind, config.document.as_deref(), &key, id);
                    if let Some(list) = list.filter(|_| picks) {
                        part.get_or_insert_with(|| part_of(&config.key, list, source, target));
                    }
                    !picks || list.is_some()
                });
                if let Some((Selector::Flag(id), _)) = left.iter().find(|(s, _)| s.is_flag_id_of(id)) {
                    let place = address(&logical, config.document.as_deref(), &config.key, config.kind);
                    return Err(no_flag(&id.to_string(), &place));
                }
            }
        }
    }
    if let Some(part) = left.iter_mut().find_map(|(_, part)| part.take()) {
        return Err(part);
    }
    let selectors = left.iter().map(|(s, _)| s.text()).collect::<Vec<_>>();
    if selectors.is_empty() {
        return Ok(());
    }
    let mut seen = HashSet::new();
    whole.retain(|file| seen.insert(file.path.clone()));
    Err(OpError::NoMatch { selectors, from: source.name.clone(), target: target.name.clone(), whole })
}

/// Whether a key of one side is part of a list that is one key when both sides are compared. The name of its document
/// depends on the other side, too.
fn is_part(config: &Config, list: &Change) -> bool {
    let same = config.document.is_none() || list.document.is_none() || config.document == list.document;
    same && list.key != config.key && list.key.is_prefix_of(&config.key)
}

fn part_of(key: &Key, list: &Change, source: &EnvSnapshot, target: &EnvSnapshot) -> OpError {
    let message = format!(
        "{key} is part of the list {}, which is one key: its elements cannot be matched between {} and {}",
        list.address(),
        source.name,
        target.name
    );
    let hints = vec![format!("select the whole list: --key '{}'", list.address())];
    OpError::Usage { message, hints }
}

fn no_flag(id: &str, address: &str) -> OpError {
    let hint = format!("select the key by its id: --config {id}; flags are declared under 'flags' in promote.yaml");
    OpError::Usage { message: format!("id '{id}' belongs to {address}, which is not a flag"), hints: vec![hint] }
}
