//! The keys of an environment, for people.

use std::io::{self, Write};

use super::cells::one_line;
use super::style::{Look, pad, width};
use crate::ops::keys::Configs;
use promote_core::env::change::{SpelledValue, UnitKind};
use promote_core::env::flatten::Config;
use promote_model::text::{count, visible};

/// The keys of an environment: id, key, value.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn keys(out: &mut dyn Write, look: Look, configs: &Configs) -> io::Result<()> {
    const WIDEST: usize = 44;
    let mut total = 0;
    for file in &configs.files {
        writeln!(out, "{}", look.bold(&visible(&file.file)))?;
        if let Some(reason) = &file.unreadable {
            writeln!(out, "  {}", look.yellow(&format!("! not read by key: {}", visible(reason))))?;
        }
        let key = |c: &Config| match (c.kind, &c.document) {
            (UnitKind::File, _) => "(whole file)".to_owned(),
            (_, Some(document)) => visible(&format!("#{document}:{}", c.key)).into_owned(),
            (_, None) => visible(&c.key.to_string()).into_owned(),
        };
        let widest =
            file.configs.iter().map(|(c, _)| width(&key(c))).filter(|w| *w <= WIDEST).max().unwrap_or_default();
        for (config, text) in &file.configs {
            let id = if look.verbose { config.id().to_string() } else { config.id().short() };
            let flag = if config.kind == UnitKind::Flag { look.dim("flag ") } else { String::new() };
            let spelled = SpelledValue { value: config.value.clone(), text: text.clone() };
            let value = look.value(&one_line(&spelled), widest + id.len() + 8);
            writeln!(out, "  {}  {}  {flag}{value}", look.cyan(&id), pad(&key(config), widest))?;
        }
        total += file.configs.len();
        writeln!(out)?;
    }
    let (files, environment) = (count(configs.files.len(), "file"), &configs.environment);
    writeln!(out, "{environment}: {} in {files}", count(total, "key"))
}
