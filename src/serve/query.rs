//! The parameters behind the `?` of a request.

use axum::extract::Query as Decoded;
use axum::http::Uri;

use super::problem::Problem;

/// A parameter behind the `?`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Parameter {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    pub(super) required: bool,
    /// Whether it can be given several times.
    pub(super) repeated: bool,
}

/// A parameter that may be given once.
pub(super) const fn once(name: &'static str, about: &'static str) -> Parameter {
    Parameter { name, about, required: false, repeated: false }
}

/// A parameter that must be given.
pub(super) const fn required(name: &'static str, about: &'static str) -> Parameter {
    Parameter { name, about, required: true, repeated: false }
}

/// A parameter that may be given several times.
pub(super) const fn repeated(name: &'static str, about: &'static str) -> Parameter {
    Parameter { name, about, required: false, repeated: true }
}

/// The parameters, decoded.
#[derive(Debug, Clone, Default)]
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    /// Reads the parameters of a request that an operation knows.
    ///
    /// # Errors
    /// Where one is unknown, or is given twice and must not be.
    pub(super) fn read(uri: &Uri, known: &[Parameter]) -> Result<Self, Problem> {
        let decoded = Decoded::<Vec<(String, String)>>::try_from_uri(uri);
        let Decoded(given) = decoded.map_err(|error| Problem::new(400, "bad-query", error.body_text()))?;
        for (name, _) in &given {
            let Some(parameter) = known.iter().find(|parameter| parameter.name == name) else {
                let names: Vec<&str> = known.iter().map(|parameter| parameter.name).collect();
                let words = if names.is_empty() { "there are none here".to_owned() } else { names.join(", ") };
                return Err(Problem::new(400, "bad-query", format!("unknown parameter '{name}'"))
                    .hint(format!("the parameters are: {words}")));
            };
            if !parameter.repeated && given.iter().filter(|(other, _)| other == name).count() > 1 {
                return Err(Problem::new(400, "bad-query", format!("the parameter '{name}' is given twice")));
            }
        }
        Ok(Self(given))
    }

    /// A parameter.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str())
    }

    /// A parameter that must be given.
    ///
    /// # Errors
    /// Where it is not.
    pub(super) fn require(&self, name: &str) -> Result<&str, Problem> {
        self.get(name)
            .filter(|value| !value.is_empty())
            .ok_or_else(|| Problem::new(400, "bad-query", format!("the parameter '{name}' is missing")))
    }

    /// All values of a parameter.
    pub(super) fn all(&self, name: &str) -> Vec<String> {
        self.0.iter().filter(|(given, _)| given == name).map(|(_, value)| value.clone()).collect()
    }

    /// A parameter that is `true` or `false`.
    ///
    /// # Errors
    /// Where it is something else.
    pub(super) fn flag(&self, name: &str) -> Result<bool, Problem> {
        match self.get(name) {
            None | Some("false") => Ok(false),
            Some("true" | "") => Ok(true),
            Some(_) => Err(Problem::new(400, "bad-query", format!("the parameter '{name}' is true or false"))),
        }
    }

    /// A parameter that is a number from 1.
    ///
    /// # Errors
    /// Where it is something else, or larger than `most`.
    pub(super) fn number(&self, name: &str, most: usize) -> Result<Option<usize>, Problem> {
        let Some(text) = self.get(name) else { return Ok(None) };
        let number = text.parse().ok().filter(|number| (1..=most).contains(number));
        let wrong = || Problem::new(400, "bad-query", format!("the parameter '{name}' is a number from 1 to {most}"));
        number.map(Some).ok_or_else(wrong)
    }
}
