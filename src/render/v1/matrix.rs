//! `matrix` and `get`.

use schemars::JsonSchema;
use serde::Serialize;

use super::change::TypedValue;
use super::common::Versioned;
use super::judged::Judged;
use super::keys::Unreadable;
use super::names::Kind;
use crate::engine::key_table::{self, CellEdge, Holds, KeyTable, TableCell, TableFile, TableRow};
use crate::ops::get::Got;

/// Keys by environments.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Matrix {
    /// The environments, in pipeline order.
    environments: Vec<String>,
    /// Environments that cannot be read, because their branches do not exist.
    unread_environments: Vec<UnreadEnvironment>,
    /// The keys, in the order of their files.
    keys: Vec<MatrixKey>,
    /// With `--missing` and `--differs`: the number of keys that are left out because they are uneven only where
    /// environments own them (`keep`).
    kept: usize,
    /// Files that cannot be read by key.
    unreadable: Vec<Unreadable>,
}

/// The value of a key in every environment, or in one.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Values {
    /// The keys that match, in the order of their files.
    keys: Vec<MatrixKey>,
    /// Environments that cannot be read, because their branches do not exist.
    unread_environments: Vec<UnreadEnvironment>,
}

/// An environment that cannot be read.
#[derive(Debug, Serialize, JsonSchema)]
struct UnreadEnvironment {
    /// The environment.
    environment: String,
    /// The reason.
    reason: String,
}

/// A key in every environment.
#[derive(Debug, Serialize, JsonSchema)]
struct MatrixKey {
    /// The key path; `.` for a whole file.
    key: String,
    /// The id: the same in every environment and every clone.
    id: String,
    /// The logical name of the file, with `{env}` in it.
    file: String,
    /// The document of the file, where it has several.
    document: Option<String>,
    /// The unit: a key, a flag or a whole file.
    kind: Kind,
    /// The value in each environment, in pipeline order.
    values: Vec<Cell>,
}

/// A key in one environment.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Cell {
    /// The environment.
    environment: String,
    /// The path of the file in this environment, whether it exists or not.
    path: String,
    /// What the environment has.
    state: State,
    #[serde(flatten)]
    value: TypedValue,
    /// True where the environment owns the key (`keep`).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    own: bool,
    /// True where the value is from a commit that no promotion wrote, made after the last promotion into the environment, or
    /// after it last agreed with a source.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    by_hand: bool,
    /// How the value stands to that of each source from which it can be promoted; only where they are not equal.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sources: Vec<Source>,
}

/// What an environment has of a key.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum State {
    /// A value.
    Value,
    /// Nothing.
    Missing,
    /// Nothing, because `promote.yaml` leaves the file out in this environment.
    LeftOut,
    /// Something that cannot be told: the file cannot be read by key.
    Unread,
}

/// How a value stands to that of a source.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Source {
    /// The source.
    environment: String,
    /// True where the values are equal up to the names of the environments.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    translated: bool,
    #[serde(flatten)]
    judged: Option<Judged>,
}

impl Matrix {
    /// The shape.
    pub(crate) fn new(matrix: &crate::ops::matrix::Matrix) -> Versioned<Self> {
        let table = &matrix.table;
        let unreadable = table.files.iter().flat_map(|file| &file.unreadable);
        let unreadable =
            unreadable.map(|(path, reason)| Unreadable { path: path.clone(), reason: Some(reason.clone()) });
        Versioned::new(Self {
            environments: table.environments.iter().map(|side| side.label.clone()).collect(),
            unread_environments: unread(table),
            keys: keys(table),
            kept: matrix.kept,
            unreadable: unreadable.collect(),
        })
    }
}

impl Values {
    /// The shape.
    pub(crate) fn new(got: &Got) -> Versioned<Self> {
        Versioned::new(Self { keys: keys(&got.table), unread_environments: unread(&got.table) })
    }
}

fn unread(table: &KeyTable) -> Vec<UnreadEnvironment> {
    let unread = |(environment, reason): &(String, String)| UnreadEnvironment {
        environment: environment.clone(),
        reason: reason.clone(),
    };
    table.unread.iter().map(unread).collect()
}

fn keys(table: &KeyTable) -> Vec<MatrixKey> {
    let of_file = |file: &TableFile| file.rows.iter().map(|row| key(table, file, row)).collect::<Vec<_>>();
    table.files.iter().flat_map(of_file).collect()
}

fn key(table: &KeyTable, file: &TableFile, row: &TableRow) -> MatrixKey {
    let cells = table.environments.iter().zip(&file.paths).zip(&row.cells);
    MatrixKey {
        key: row.key.to_string(),
        id: row.id.to_string(),
        file: file.file.clone(),
        document: row.document.clone(),
        kind: row.kind.into(),
        values: cells.map(|((side, path), cell)| Cell::new(&side.label, path, cell)).collect(),
    }
}

impl Cell {
    fn new(environment: &str, path: &str, cell: &TableCell) -> Self {
        Self {
            environment: environment.to_owned(),
            path: path.to_owned(),
            state: match &cell.holds {
                Holds::Value(_) => State::Value,
                Holds::Missing => State::Missing,
                Holds::LeftOut => State::LeftOut,
                Holds::Unread => State::Unread,
            },
            value: cell.value().map(|key_table::CellValue { shown, .. }| &shown.value).into(),
            own: cell.own,
            by_hand: cell.edges.iter().any(|edge| edge.is_by_hand),
            sources: cell.edges.iter().map(Source::from).collect(),
        }
    }
}

impl From<&CellEdge> for Source {
    fn from(edge: &CellEdge) -> Self {
        Self {
            environment: edge.source.clone(),
            translated: !edge.differs,
            judged: edge.judged.as_ref().map(Judged::from),
        }
    }
}
