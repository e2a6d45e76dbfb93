//! Common names of environments by purpose, and words that only look like one. Lists of plain words are one string,
//! separated by blanks.

/// The purpose of an environment, in the order of the usual pipeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Class {
    Playground,
    Dev,
    Preview,
    Test,
    Integration,
    Quality,
    Performance,
    Acceptance,
    Demo,
    Testnet,
    Staging,
    NonProduction,
    PreProduction,
    Sandbox,
    Canary,
    Production,
    Recovery,
}

impl Class {
    /// Whether the environments above can have this one as a source. The others are beside the
    /// pipeline: a demo is not promoted from.
    pub(super) fn feeds(self) -> bool {
        !matches!(self, Self::Performance | Self::Demo | Self::Sandbox | Self::Recovery)
    }

    /// Whether it is before production, so that the same name without the word can be production.
    pub(super) fn is_below(self) -> bool {
        self < Self::Production
    }

    /// Whether the word alone suggests environments; `test` and `int` have many other meanings.
    pub(super) fn is_strong(self) -> bool {
        use Class::{Acceptance, Dev, NonProduction, PreProduction, Production, Staging, Testnet};
        matches!(self, Dev | Testnet | Acceptance | Staging | NonProduction | PreProduction | Production)
    }
}

/// A spelling, its canonical name, and the purpose.
pub(super) struct KnownWord(pub(super) &'static str, pub(super) &'static str, pub(super) Class);

/// Longer spellings first: `pre-prod` is not `prod`.
pub(super) const KNOWN: &[KnownWord] = &[
    KnownWord("pre-production", "preprod", Class::PreProduction),
    KnownWord("preproduction", "preprod", Class::PreProduction),
    KnownWord("pre-prod", "preprod", Class::PreProduction),
    KnownWord("preprod", "preprod", Class::PreProduction),
    KnownWord("pre-live", "preprod", Class::PreProduction),
    KnownWord("pre-prd", "preprod", Class::PreProduction),
    KnownWord("preprd", "preprod", Class::PreProduction),
    KnownWord("pre", "preprod", Class::PreProduction),
    KnownWord("non-production", "nonprod", Class::NonProduction),
    KnownWord("nonproduction", "nonprod", Class::NonProduction),
    KnownWord("non-prod", "nonprod", Class::NonProduction),
    KnownWord("nonprod", "nonprod", Class::NonProduction),
    KnownWord("sbox", "sbx", Class::Playground),
    KnownWord("sbx", "sbx", Class::Playground),
    KnownWord("development", "dev", Class::Dev),
    KnownWord("develop", "dev", Class::Dev),
    KnownWord("devel", "dev", Class::Dev),
    KnownWord("dev", "dev", Class::Dev),
    KnownWord("devnet", "devnet", Class::Dev),
    KnownWord("preview", "preview", Class::Preview),
    KnownWord("review", "review", Class::Preview),
    KnownWord("testing", "test", Class::Test),
    KnownWord("test", "test", Class::Test),
    KnownWord("tst", "test", Class::Test),
    KnownWord("integration", "int", Class::Integration),
    KnownWord("sit", "sit", Class::Integration),
    KnownWord("int", "int", Class::Integration),
    KnownWord("qa", "qa", Class::Quality),
    KnownWord("ithc", "ithc", Class::Quality),
    KnownWord("performance", "perf", Class::Performance),
    KnownWord("perf", "perf", Class::Performance),
    KnownWord("perftest", "perf", Class::Performance),
    KnownWord("loadtest", "perf", Class::Performance),
    KnownWord("load-test", "perf", Class::Performance),
    KnownWord("uat", "uat", Class::Acceptance),
    KnownWord("acceptance", "uat", Class::Acceptance),
    KnownWord("aat", "aat", Class::Acceptance),
    KnownWord("demo", "demo", Class::Demo),
    KnownWord("testnet", "testnet", Class::Testnet),
    KnownWord("sepolia", "sepolia", Class::Testnet),
    KnownWord("holesky", "holesky", Class::Testnet),
    KnownWord("hoodi", "hoodi", Class::Testnet),
    KnownWord("goerli", "goerli", Class::Testnet),
    KnownWord("staging", "staging", Class::Staging),
    KnownWord("stage", "staging", Class::Staging),
    KnownWord("stg", "staging", Class::Staging),
    KnownWord("sandbox", "sandbox", Class::Sandbox),
    KnownWord("canary", "canary", Class::Canary),
    KnownWord("production", "prod", Class::Production),
    KnownWord("prod", "prod", Class::Production),
    KnownWord("prd", "prod", Class::Production),
    KnownWord("live", "prod", Class::Production),
    KnownWord("mainnet", "mainnet", Class::Production),
    KnownWord("dr", "dr", Class::Recovery),
];

/// Words found where environments are, but never one.
pub(super) const NEVER: &str = "
    base bases common shared share default defaults global globals all template templates example examples
    sample samples local localhost lib library component components module modules schema schemas secret
    secrets overlays docs scripts
";

/// Parts of region names of clouds and companies.
pub(super) const REGIONS: &str = "
    eu us uk ap sa ca cn af apac emea latam amer asia europe america americas africa australia japan india
    brazil canada germany france east west north south central northeast northwest southeast southwest gov
    euw eun euc use usw usc apse apne aps westeurope northeurope eastus westus centralus uksouth ukwest
    southeastasia eastasia
";

/// Typical file names of tools, not of services or families.
pub(super) const FILE_WORDS: &str = "
    values secrets application bootstrap appsettings docker-compose compose config configmap kustomization
    helmfile terraform backend variables vars settings .env env default skaffold serverless samconfig
    parameters params cdk nginx log4j2 logback patch main index readme chart deployment service ingress namespace
    outputs providers versions
";

/// Whether a list contains a word.
pub(super) fn holds(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|listed| listed == word)
}
