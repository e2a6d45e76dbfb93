//! Random documents and keys.

use proptest::prelude::*;
use serde_json::{Map, Value as Json};

use promote_model::{Key, Step};

/// The shape of random documents.
#[derive(Clone, Copy)]
pub(crate) struct Shape {
    /// The names of entries, as a regular expression.
    pub(crate) names: &'static str,
    /// Whether there are nulls.
    pub(crate) nulls: bool,
}

/// Names that need quotes are included.
pub(crate) const ANY_NAMES: &str = "[a-e]|x y|\"é";

/// A document whose lists contain either scalars or maps with a `name`.
pub(crate) fn document(shape: Shape) -> impl Strategy<Value = Json> {
    let scalar = prop_oneof![
        any::<bool>().prop_map(move |flag| if shape.nulls && flag { Json::Null } else { Json::from(flag) }),
        any::<bool>().prop_map(Json::from),
        (-9..99).prop_map(Json::from),
        "[a-c é\"\\\\/{},:\\[\\]#='\n]{0,4}".prop_map(Json::from),
    ];
    let leaf = prop_oneof![
        4 => scalar.clone(),
        1 => Just(Json::Array(vec![])),
        1 => Just(Json::Object(Map::new())),
        1 => prop::collection::vec(scalar, 1..4).prop_map(Json::Array),
    ];
    let tree = leaf.prop_recursive(4, 40, 5, move |inner| {
        let elements = prop::collection::btree_map("[a-d]", map(shape, inner.clone()), 1..4).prop_map(|elements| {
            let named = |(name, mut map): (String, Map<String, Json>)| {
                map.insert("name".to_owned(), Json::String(name));
                Json::Object(map)
            };
            Json::Array(elements.into_iter().map(named).collect())
        });
        prop_oneof![2 => map(shape, inner).prop_map(Json::Object), 1 => elements]
    });
    map(shape, tree).prop_map(Json::Object)
}

fn map(shape: Shape, value: impl Strategy<Value = Json>) -> impl Strategy<Value = Map<String, Json>> {
    prop::collection::vec((shape.names, value), 0..5).prop_map(|entries| entries.into_iter().collect())
}

/// A key that may or may not exist.
pub(crate) fn any_key() -> impl Strategy<Value = Key> {
    let step = prop_oneof![
        4 => "[a-e]|name".prop_map(Step::Name),
        2 => "[a-d]".prop_map(|value| Step::Element { field: "name".to_owned(), value }),
        1 => (0..4_usize).prop_map(Step::Index),
    ];
    prop::collection::vec(step, 0..4).prop_map(Key::from)
}

/// A random number generator for writers.
#[derive(Clone, Copy)]
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// A number below `of`.
    pub(crate) fn below(&mut self, of: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % of
    }

    /// True once in `of` times.
    pub(crate) fn one_in(&mut self, of: usize) -> bool {
        self.below(of) == 0
    }
}
