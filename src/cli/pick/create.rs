//! `create --pick`: the request of the picked keys.

use super::{Picked, is_at_terminal, no_terminal, pick};
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::cli::shell;
use crate::ops::pick::{PickList, PickedKeys, keys_to_promote};
use crate::ops::request::Body;
use promote_core::promotion::UndoChoice;

/// The most keys in a hint; more of them are named by what they have in common.
const MOST: usize = 20;

/// Lets a person pick from the keys that a request selects; the request of exactly these. Where nothing differs, the request
/// stays as it is. `ending` are the options behind the keys, such as `--validate`.
///
/// # Errors
/// Off a terminal, or as for `create`.
pub(crate) fn pick_to_create(session: &mut Session<'_>, body: Body, ending: &[&str]) -> Result<Picked<Body>, Failure> {
    let request = body.clone().request();
    let list = keys_to_promote(&session.context, &body.source_environment, &body.target_environment, &request)?;
    let dir = session.context.dir.to_str().map(str::to_owned);
    let command = |body: &Body| words(dir.as_deref(), body, ending);
    if !is_at_terminal() {
        return Err(no_terminal(hints(&list, &body, &command)));
    }
    if list.files.is_empty() {
        return Ok(Picked::Keys(body));
    }
    let title = format!("{} -> {}", list.source, list.target);
    let command = |keys: &PickedKeys| command(&with_keys(&body, keys));
    Ok(match pick(session, &list, (title, "plan"), command)? {
        Picked::Keys(keys) => Picked::Keys(with_keys(&body, &keys)),
        Picked::Left(answer) => Picked::Left(answer),
    })
}

/// The request of exactly these keys. Options that only narrow what was listed have done their work.
fn with_keys(body: &Body, keys: &PickedKeys) -> Body {
    Body {
        promotion_type: None,
        config_ids: keys.ids.clone(),
        flag_ids: Vec::new(),
        key_patterns: keys.patterns.clone(),
        only: Vec::new(),
        changed: false,
        since: None,
        passed_over: false,
        prune: false,
        undo: body.undo.filter(|undo| *undo == UndoChoice::Overwrite),
        ..body.clone()
    }
}

/// The command line of a request.
fn words(dir: Option<&str>, body: &Body, ending: &[&str]) -> Vec<String> {
    let mut words = vec!["promote".to_owned()];
    let mut add = |parts: &[&str]| words.extend(parts.iter().map(|part| (*part).to_owned()));
    if let Some(dir) = dir.filter(|dir| *dir != ".") {
        add(&["-C", dir]);
    }
    add(&["create", &body.source_environment, &body.target_environment]);
    body.key_patterns.iter().for_each(|key| add(&["--key", key]));
    body.config_ids.iter().for_each(|id| add(&["--config", id]));
    for (is, option) in [
        (body.changed, "--changed"),
        (body.undo == Some(UndoChoice::Overwrite), "--overwrite"),
        (body.translate, "--translate"),
        (body.with_comments, "--with-comments"),
        (body.keep_aliases, "--keep-aliases"),
    ] {
        add(&[option][..usize::from(is)]);
    }
    body.only.iter().for_each(|only| add(&["--only", only]));
    for (option, value) in [("--reason", &body.undo_reason), ("--notes", &body.notes)] {
        if let Some(value) = value {
            add(&[option, value]);
        }
    }
    add(ending);
    words
}

/// What to run off a terminal: the command of the keys that would be picked to begin with.
fn hints(list: &PickList, body: &Body, command: &dyn Fn(&Body) -> Vec<String>) -> Vec<String> {
    let (source, target) = (&list.source, &list.target);
    let on = list.choices().filter(|(_, choice)| choice.on).count();
    let mut hints = Vec::new();
    if (1..=MOST).contains(&on) {
        let keys = list.selectors(|_, choice| choice.on);
        hints.push(format!("the keys that it offers as picked: {}", shell::line(&command(&with_keys(body, &keys)))));
    } else if on > MOST {
        let changed = Body { changed: true, ..body.clone() };
        hints.push(format!("the keys that it offers as picked: {}", shell::line(&command(&changed))));
    }
    let named = shell::line(&["promote", "create", source, target, "--key", "KEY"]);
    let listed = shell::line(&["promote", "diff", source, target]);
    hints.push(format!("name the keys: {named}; list them: {listed}"));
    hints
}
