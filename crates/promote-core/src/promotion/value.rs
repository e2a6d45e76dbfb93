//! Values as lossless JSON, for the ledger and the digest: a value that JSON cannot represent is an object with one key
//! that begins with `$`.

use serde_json::{Map, Value as Json, json};

use promote_model::{FileMode, FileValue, Value};

/// The JSON is not a form that [`value_to_json`] writes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not a stored value")]
pub(crate) struct InvalidStoredValue(String);

/// Converts a value to lossless JSON: numbers keep their spelling.
pub fn value_to_json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(flag) => Json::Bool(*flag),
        Value::Token(text) => json!({ "$number": text }),
        Value::String(text) => Json::String(text.clone()),
        Value::List(items) => Json::Array(items.iter().map(value_to_json).collect()),
        Value::Map(entries) if entries.iter().any(|(name, _)| name.starts_with('$')) => {
            json!({ "$map": entries.iter().map(|(k, v)| json!([k, value_to_json(v)])).collect::<Vec<_>>() })
        }
        Value::Map(entries) => {
            Json::Object(entries.iter().map(|(k, v)| (k.clone(), value_to_json(v))).collect::<Map<_, _>>())
        }
        Value::Tagged(tag, inner) => json!({ "$tag": [tag, value_to_json(inner)] }),
        Value::File(file) => {
            json!({ "$file": [file.blob, format!("{:o}", file.mode.bits()), file.size] })
        }
        Value::Secret(blob) => json!({ "$secret": blob }),
    }
}

/// The inverse of [`value_to_json`].
///
/// # Errors
/// If the JSON is not a form that [`value_to_json`] writes.
pub(crate) fn value_from_json(json: &Json) -> Result<Value, InvalidStoredValue> {
    let malformed = || InvalidStoredValue(json.to_string());
    let text = |json: Option<&Json>| json.and_then(Json::as_str).map(str::to_owned).ok_or_else(malformed);
    match json {
        Json::Null => Ok(Value::Null),
        Json::Bool(flag) => Ok(Value::Bool(*flag)),
        Json::Number(_) => Err(malformed()),
        Json::String(text) => Ok(Value::String(text.clone())),
        Json::Array(items) => Ok(Value::List(items.iter().map(value_from_json).collect::<Result<_, _>>()?)),
        Json::Object(members) => match members.iter().next() {
            Some((name, inner)) if name.starts_with('$') && members.len() == 1 => match name.as_str() {
                "$number" => Ok(Value::Token(text(Some(inner))?)),
                "$tag" => {
                    let tagged = value_from_json(inner.get(1).ok_or_else(malformed)?)?;
                    Ok(Value::Tagged(text(inner.get(0))?, Box::new(tagged)))
                }
                "$file" => Ok(Value::File(FileValue {
                    blob: text(inner.get(0))?.parse().map_err(|_| malformed())?,
                    mode: mode_from_text(&text(inner.get(1))?)?,
                    size: inner.get(2).and_then(Json::as_u64).ok_or_else(malformed)?,
                })),
                "$secret" => Ok(Value::Secret(text(Some(inner))?.parse().map_err(|_| malformed())?)),
                "$map" => {
                    let entries = inner.as_array().ok_or_else(malformed)?.iter();
                    let entry = |e: &Json| Ok((text(e.get(0))?, value_from_json(e.get(1).ok_or_else(malformed)?)?));
                    Ok(Value::Map(entries.map(entry).collect::<Result<_, InvalidStoredValue>>()?))
                }
                _ => Err(malformed()),
            },
            _ => {
                let entry = |(name, inner): (&String, &Json)| Ok((name.clone(), value_from_json(inner)?));
                Ok(Value::Map(members.iter().map(entry).collect::<Result<_, InvalidStoredValue>>()?))
            }
        },
    }
}

/// Parses a file mode from its octal digits.
///
/// # Errors
/// If it is not the mode of a configuration file.
pub(crate) fn mode_from_text(text: &str) -> Result<FileMode, InvalidStoredValue> {
    u32::from_str_radix(text, 8)
        .ok()
        .and_then(FileMode::from_bits)
        .ok_or_else(|| InvalidStoredValue(format!("'{text}'")))
}
