//! From a request to a plan: what differs, what of it is wanted, and what that would write.

use std::collections::HashSet;

use super::OpError;
use super::changed::changed_ids;
use super::compare::{parse_only, parse_patterns};
use super::whole::{UnsearchableFiles, WholeFile, asks_for};
use crate::store::Store;
use crate::store::environment::EnvSnapshot;
use promote_core::env::change::{Change, address};
use promote_core::env::content::Format;
use promote_core::env::diff::FilePair;
use promote_core::env::flatten::Config;
use promote_core::env::keys::Side;
use promote_core::env::secrets::Redactor;
use promote_core::env::select::{FileSelection, Selection, Selector, select};
use promote_core::promotion::plan::{PlanFile, PlanSource};
use promote_core::promotion::{Plan, PromotionType, Request};
use promote_model::text::enumerate;
use promote_model::{Key, Pattern};

/// A plan, or nothing to plan.
#[derive(Debug)]
pub(crate) struct Planned {
    /// The plan; without changes where nothing differs.
    pub(crate) plan: Plan,
    /// What was picked but is the target's own.
    pub(crate) own: Vec<Change>,
    /// How many were picked but exist only in the target: they stay.
    pub(crate) staying: usize,
    /// Files that could not be read by key, with the reason.
    pub(crate) unreadable: Vec<(String, String)>,
    /// Files that may hold what was asked for, and cannot be looked into.
    pub(crate) unlooked: Vec<WholeFile>,
}

/// Plans a request on two environments as they are.
///
/// # Errors
/// Where the request is wrong, a selector hits nothing, or an own key of the target is in the way.
pub(crate) fn plan(
    store: &Store,
    source: &EnvSnapshot,
    target: &EnvSnapshot,
    request: &Request,
) -> Result<Planned, OpError> {
    let mut selection = selection(request)?;
    if request.changed {
        selection.changed = Some(changed_ids(store, source, target, request)?);
    }
    let environment = store.environment(&target.name)?;
    // Only where every selector is a pattern may files be left out before they are read.
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
        unlooked: Vec::new(),
    };
    let mut unlooked = UnsearchableFiles::default();
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
        unlooked.note(&pair, patterns.filter_map(|(selector, hit)| Some((selector.pattern()?, *hit))));
        take(store, &pair, taken, source, target, &mut planned)?;
    }
    one_each(&selection.selectors, &named, source, target)?;
    let missed: Vec<&Selector> =
        selection.selectors.iter().zip(&hits).filter(|(_, hit)| !**hit).map(|(s, _)| s).collect();
    if !missed.is_empty() {
        refuse_misses(store, source, target, &missed, (&lists, &unlooked))?;
    }
    planned.unlooked = unlooked.files;
    let named = |change: &&Change| selection.selectors.iter().any(|s| s.names(change.kind, change.id));
    if let Some(own) = planned.own.iter().find(named) {
        return Err(OpError::OwnKey { address: own.address(), target: target.name.clone(), displaced_by: None });
    }
    Ok(planned)
}

/// An id names one config: what else begins like it, or carries the same, is not meant.
fn one_each(
    selectors: &[Selector],
    named: &[Vec<String>],
    source: &EnvSnapshot,
    target: &EnvSnapshot,
) -> Result<(), OpError> {
    let several = selectors.iter().zip(named).find(|(_, named)| named.len() > 1);
    let Some((selector, named)) = several else { return Ok(()) };
    let message = format!("'{}' is not unique: it stands for {}", selector.text(), enumerate(named, "and"));
    let ids = format!("type more digits: promote diff {} {} -v shows the whole ids", source.name, target.name);
    let keys = "or take them by pattern: --key PATTERN".to_owned();
    Err(OpError::Usage { message, hints: vec![ids, keys] })
}

fn take(
    store: &Store,
    pair: &FilePair,
    taken: FileSelection,
    source: &EnvSnapshot,
    target: &EnvSnapshot,
    planned: &mut Planned,
) -> Result<(), OpError> {
    own_keys_stay(&taken, target)?;
    // From here on nobody sees what is not shown.
    let [from, to] = [&pair.source, &pair.target].map(|file| file.as_ref().map(|file| file.value.blob));
    let names = pair.names();
    let veil = Redactor::of(&names, &store.rules);
    planned.own.extend(taken.own.into_iter().map(|change| veil.change(change, from, to)));
    planned.staying += taken.kept_in_target;
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
    planned.plan.changes.extend(taken.changes.into_iter().map(|change| veil.change(change, from, to)));
    Ok(())
}

/// Refuses what would overwrite an own key of the target.
///
/// # Errors
/// The first such key.
pub(super) fn own_keys_stay(taken: &FileSelection, target: &EnvSnapshot) -> Result<(), OpError> {
    let Some((change, own)) = taken.conflicting.first() else { return Ok(()) };
    let (address, displaced_by) = (own.address(), Some(change.address()));
    Err(OpError::OwnKey { address, target: target.name.clone(), displaced_by })
}

/// The path that a file of the source will have in the target.
///
/// # Errors
/// Where no template gives it one.
pub(super) fn new_path(
    store: &Store,
    pair: &FilePair,
    source: &EnvSnapshot,
    target: &EnvSnapshot,
) -> Result<String, OpError> {
    let path = pair.source.as_ref().map(|f| f.path.as_str()).unwrap_or_default();
    // The template that took the source's file gives the target's path, too.
    let templates = store.policy.files.iter().filter(|template| source.bindings.path(template, &pair.file) == path);
    let mut paths = templates.map(|template| target.bindings.path(template, &pair.file));
    // A path that is another environment's there (`web-pre-prod.yaml`) is not ours to write.
    paths.find(|path| target.matcher.names(path).contains(&pair.file)).ok_or_else(|| {
        let message =
            format!("{path} has no place in {}: the path templates give it none of its own there", target.name);
        OpError::Usage { message, hints: vec![format!("leave it out under 'files' in promote.yaml: \"!{path}\"")] }
    })
}

/// What a request picks.
///
/// # Errors
/// Where it contradicts itself, or an id or a pattern is malformed.
pub(crate) fn selection(request: &Request) -> Result<Selection, OpError> {
    let ids = !request.config_ids.is_empty() || !request.flag_ids.is_empty();
    let patterns = !request.key_patterns.is_empty();
    let wrong = match request.promotion_type {
        PromotionType::Full if ids || patterns => {
            Some("a FULL promotion takes everything, so it takes no ids and no patterns")
        }
        PromotionType::Selective if !ids => Some("a SELECTIVE promotion needs the id of a config or flag"),
        PromotionType::Pattern if ids => Some("a PATTERN promotion takes patterns alone; with ids it is SELECTIVE"),
        PromotionType::Pattern if !patterns => Some("a PATTERN promotion needs a pattern"),
        _ => None,
    };
    if let Some(message) = wrong {
        return Err(OpError::Usage { message: message.to_owned(), hints: Vec::new() });
    }
    if request.since.is_some() && !request.changed {
        let message = "--since narrows --changed, which is not given".to_owned();
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

/// Tells a selector that names nothing at all (an error) from one whose configs are equal. `lists` are
/// the lists that differ as one config: what a selector names in them cannot be taken alone.
///
/// # Errors
/// The selectors that name no config of either side, with the files that they name and that are one
/// config as a whole; or only such as are part of a list.
pub(super) fn refuse_misses(
    store: &Store,
    source: &EnvSnapshot,
    target: &EnvSnapshot,
    missed: &[&Selector],
    (lists, unlooked): (&[Change], &UnsearchableFiles),
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
            let other = pair.source.as_ref().and_then(|file| unlooked.other_half(file, &logical));
            for config in pair.configs(Side::Source, &store.rules) {
                let key = names.spellings(&config.key);
                let id = config.id();
                // A key on one side is none where the other side is one config as a whole.
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

/// Whether a config of one side alone is part of a list that is one config beside the other. What its
/// document is called depends on the other side, too.
fn is_part(config: &Config, list: &Change) -> bool {
    let same = config.document.is_none() || list.document.is_none() || config.document == list.document;
    same && list.key != config.key && list.key.is_prefix_of(&config.key)
}

fn part_of(key: &Key, list: &Change, source: &EnvSnapshot, target: &EnvSnapshot) -> OpError {
    let message = format!(
        "{key} is part of {}, which is one config: nothing identifies its elements in both {} and {}",
        list.address(),
        source.name,
        target.name
    );
    let hints = vec![format!("take the list as a whole: --key '{}'", list.address())];
    OpError::Usage { message, hints }
}

fn no_flag(id: &str, address: &str) -> OpError {
    let hint = format!("take it as a config: --config {id}; flags are declared under 'flags' in promote.yaml");
    OpError::Usage { message: format!("'{id}' is the id of {address}, which is no flag"), hints: vec![hint] }
}
