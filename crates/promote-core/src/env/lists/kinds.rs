//! The fields by which tools themselves tell the elements of their lists apart. They are used where no field of `list-keys`
//! identifies the elements.
//!
//! Sources: the merge keys of the Kubernetes API reference (`x-kubernetes-list-map-keys`, `x-kubernetes-patch-merge-key`), the
//! kustomization file reference, the Argo CD application specification, the Prometheus rule file format, and the workflow
//! syntax of GitHub Actions.

use super::element_name::ElementName;
use promote_format::Node;
use promote_model::{Key, Step};

/// The tools that a document may be for. A document may be for several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::env) struct DocumentKinds(u8);

const KUBERNETES: u8 = 1;
const KUSTOMIZE: u8 = 2;
const ARGO_CD: u8 = 4;
const PROMETHEUS: u8 = 8;
const WORKFLOW: u8 = 16;

/// The fields of the lists of one name.
struct KindLists {
    /// The documents that have such lists.
    kind: u8,
    /// The name of the list.
    list: &'static str,
    /// The ways to name its elements, the best first; of several fields, each element is named by the first that it has.
    names: &'static [&'static [&'static str]],
}

const fn lists(kind: u8, list: &'static str, names: &'static [&'static [&'static str]]) -> KindLists {
    KindLists { kind, list, names }
}

const TABLE: [KindLists; 16] = [
    lists(KUBERNETES, "ports", &[&["containerPort"], &["port"]]),
    lists(KUBERNETES, "volumeMounts", &[&["mountPath"]]),
    lists(KUBERNETES, "volumeDevices", &[&["devicePath"]]),
    lists(KUBERNETES, "hostAliases", &[&["ip"]]),
    lists(KUBERNETES, "topologySpreadConstraints", &[&["topologyKey"]]),
    lists(KUBERNETES, "conditions", &[&["type"]]),
    lists(KUBERNETES, "ownerReferences", &[&["uid"]]),
    lists(KUBERNETES, "readinessGates", &[&["conditionType"]]),
    lists(KUSTOMIZE, "patches", &[&["path"], &["target"], &["path", "target"]]),
    lists(KUSTOMIZE, "patchesJson6902", &[&["path"], &["target"], &["path", "target"]]),
    lists(KUSTOMIZE, "replacements", &[&["path"]]),
    lists(ARGO_CD, "sources", &[&["chart"], &["ref"], &["chart", "ref"], &["chart", "ref", "path"]]),
    lists(PROMETHEUS, "rules", &[&["alert"], &["record"], &["alert", "record"]]),
    lists(PROMETHEUS, "scrape_configs", &[&["job_name"]]),
    lists(WORKFLOW, "steps", &[&["id"]]),
    lists(WORKFLOW, "include", &[&["id"]]),
];

impl DocumentKinds {
    /// All kinds.
    pub(super) const ALL: Self = Self(u8::MAX);

    /// The kinds of a document of a file.
    pub(in crate::env) fn of(files: &[&str], root: &Node) -> Self {
        let base = |file: &&str| file.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
        let is_named = |test: &dyn Fn(&str) -> bool| files.iter().map(base).any(|name| test(&name));
        let (version, kind) = (root.identity("apiVersion"), root.identity("kind"));
        let has = |name: &str| root.child(&Step::Name(name.to_owned())).is_some();
        let is_yaml = |name: &str| [".yaml", ".yml"].iter().any(|end| name.ends_with(end));
        // The values of a Helm chart hold parts of manifests.
        let is_values = is_named(&|name| name.contains("values") && is_yaml(name));
        let is_kustomization = is_named(&|name| name.starts_with("kustomization") && is_yaml(name));
        let kinds = [
            (KUBERNETES, (version.is_some() && kind.is_some()) || is_values),
            (KUSTOMIZE, is_kustomization || kind.as_deref() == Some("Kustomization")),
            (ARGO_CD, version.as_deref().is_some_and(|version| version.starts_with("argoproj.io/"))),
            (PROMETHEUS, kind.as_deref() == Some("PrometheusRule") || has("groups") || has("scrape_configs")),
            (WORKFLOW, has("jobs") || has("runs")),
        ];
        Self(kinds.into_iter().filter(|(_, is)| *is).map(|(kind, _)| kind).sum())
    }

    /// The kinds of both of two documents.
    pub(in crate::env) fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The ways to name the elements of the list at a key, the best first.
    pub(super) fn names<'a>(self, list: &Key) -> impl Iterator<Item = ElementName<'a>> + use<'a> {
        let own = list.last().and_then(|step| match step {
            Step::Name(name) => Some(name.clone()),
            _ => None,
        });
        let tables = TABLE.iter().filter(move |one| self.0 & one.kind != 0 && own.as_deref() == Some(one.list));
        tables.flat_map(|one| one.names).map(|names| ElementName::FirstOf(names))
    }
}

/// All fields that name elements in lists of some kind.
pub(in crate::env) fn fields<'a>() -> impl Iterator<Item = &'a str> {
    TABLE.iter().flat_map(|one| one.names).flat_map(|names| names.iter().copied())
}
