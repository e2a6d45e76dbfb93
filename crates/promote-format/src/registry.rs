//! The table of drivers, and reading a file of any format.

use crate::driver::Driver;
use crate::error::ReadError;
use crate::format::Format;
use crate::limits::MAX_BYTES;
use crate::parsed::Parsed;
use crate::tree::{Data, Tree};
use crate::{dotenv, hcl, json, opaque, properties, toml, yaml};
use promote_model::RulesNumber;
use promote_model::work::PARSES;

/// The driver of a format; `None` for plain text.
pub(crate) fn driver(format: Format) -> Option<&'static Driver> {
    match format {
        Format::Yaml => Some(&yaml::DRIVER),
        Format::Json => Some(&json::JSON),
        Format::Jsonc => Some(&json::JSONC),
        Format::Toml => Some(&toml::DRIVER),
        Format::Dotenv => Some(&dotenv::DRIVER),
        Format::Properties => Some(&properties::DRIVER),
        Format::Hcl => Some(&hcl::DRIVER),
        Format::Text => None,
    }
}

/// Reads a file by the rules of today.
///
/// # Errors
/// As [`read_by`].
pub fn read(format: Format, bytes: Vec<u8>) -> Result<Parsed, ReadError> {
    read_by(RulesNumber::CURRENT, format, bytes)
}

/// Reads a file by the rules with a number. A driver whose reading changes asks for the number, an edit for that of the file
/// that it edits.
///
/// # Errors
/// If the bytes are not a file of this format (not UTF-8, a syntax error, a duplicate key), if they are a
/// template or encrypted as a whole, or if they exceed a limit (16 MiB, 256 levels, 4,000,000 nodes). The error
/// has the place and the reason.
pub fn read_by(rules: RulesNumber, format: Format, bytes: Vec<u8>) -> Result<Parsed, ReadError> {
    if bytes.len() > MAX_BYTES {
        let reason = format!("the file is larger than {} MiB, the limit for reading by key", MAX_BYTES >> 20);
        return Err(ReadError::of_file(reason));
    }
    let Some(driver) = driver(format) else {
        return Err(ReadError::of_file("this format cannot be read by key"));
    };
    if let Some(error) = opaque::from_bytes(&bytes) {
        return Err(error);
    }
    PARSES.add_one();
    let tree = (driver.read)(&bytes)
        .map_err(|error| opaque::from_error(format, &bytes, yaml_after_all(format, &bytes, error)))?;
    if let Some(error) = opaque::from_tree(&bytes, &tree) {
        return Err(error);
    }
    Ok(Parsed { rules, format, bytes, tree })
}

/// The error of a dotenv file that is YAML (`KEY: value`), as some tools write it: it says so.
fn yaml_after_all(format: Format, bytes: &[u8], error: ReadError) -> ReadError {
    let is_map = |tree: Tree| matches!(tree.documents.as_slice(), [one] if matches!(&one.root.data, Data::Map(entries) if !entries.is_empty()));
    if format != Format::Dotenv || !(yaml::DRIVER.read)(bytes).is_ok_and(is_map) {
        return error;
    }
    let reason = format!("{}; it is YAML text: write 'format: yaml' for it in promote.yaml", error.reason);
    ReadError { reason, ..error }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Edit, edited};

    #[test]
    fn a_dotenv_file_that_is_yaml_says_so() {
        let reason = |text: &str| read(Format::Dotenv, text.into()).unwrap_err().reason;
        assert!(reason("HOST: a\nPORT: 1\n").ends_with("it is YAML text: write 'format: yaml' for it in promote.yaml"));
        assert!(!reason("HOST=a\n- x\n").contains("YAML"));
    }

    #[test]
    fn a_file_keeps_the_number_of_its_rules_through_edits() {
        let rules = RulesNumber::CURRENT.later(1);
        let file = |text: &str| read_by(rules, Format::Yaml, text.as_bytes().to_vec()).unwrap();
        let target = file("a: 1\n---\nb: 2\n");
        let result = edited(&target, &target, &[Edit::RemoveDocument { document: 1 }]).unwrap();
        assert_eq!((target.rules, result.rules), (rules, rules));
        assert_eq!(read(Format::Yaml, Vec::new()).map(|parsed| parsed.rules).ok(), Some(RulesNumber::CURRENT));
    }
}
