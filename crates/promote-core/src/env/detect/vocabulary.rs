//! The words themselves: what people call environments, and what only looks like it. Lists of plain
//! words are one text, with blanks between them.

/// What an environment is for, in the order of the usual pipeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Class {
    Dev,
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
    /// Whether an environment that stands above may be fed from here. The others hang beside the
    /// pipeline: nobody promotes what was only tried in a demo.
    pub(super) fn feeds(self) -> bool {
        !matches!(self, Self::Performance | Self::Demo | Self::Sandbox | Self::Recovery)
    }

    /// Whether the word alone makes one think of environments; `test` and `int` mean much else.
    pub(super) fn is_strong(self) -> bool {
        use Class::{Acceptance, Dev, NonProduction, PreProduction, Production, Staging, Testnet};
        matches!(self, Dev | Testnet | Acceptance | Staging | NonProduction | PreProduction | Production)
    }
}

/// A spelling, the name by which all its spellings are one environment, and what that is for.
pub(super) struct Known(pub(super) &'static str, pub(super) &'static str, pub(super) Class);

/// Longer spellings first: `pre-prod` is no `prod`.
pub(super) const KNOWN: &[Known] = &[
    Known("pre-production", "preprod", Class::PreProduction),
    Known("preproduction", "preprod", Class::PreProduction),
    Known("pre-prod", "preprod", Class::PreProduction),
    Known("preprod", "preprod", Class::PreProduction),
    Known("preprd", "preprod", Class::PreProduction),
    Known("pre", "preprod", Class::PreProduction),
    Known("non-production", "nonprod", Class::NonProduction),
    Known("nonproduction", "nonprod", Class::NonProduction),
    Known("non-prod", "nonprod", Class::NonProduction),
    Known("nonprod", "nonprod", Class::NonProduction),
    Known("development", "dev", Class::Dev),
    Known("develop", "dev", Class::Dev),
    Known("devel", "dev", Class::Dev),
    Known("dev", "dev", Class::Dev),
    Known("devnet", "devnet", Class::Dev),
    Known("testing", "test", Class::Test),
    Known("test", "test", Class::Test),
    Known("tst", "test", Class::Test),
    Known("integration", "int", Class::Integration),
    Known("int", "int", Class::Integration),
    Known("qa", "qa", Class::Quality),
    Known("performance", "perf", Class::Performance),
    Known("perf", "perf", Class::Performance),
    Known("loadtest", "perf", Class::Performance),
    Known("load-test", "perf", Class::Performance),
    Known("uat", "uat", Class::Acceptance),
    Known("acceptance", "uat", Class::Acceptance),
    Known("demo", "demo", Class::Demo),
    Known("testnet", "testnet", Class::Testnet),
    Known("sepolia", "sepolia", Class::Testnet),
    Known("holesky", "holesky", Class::Testnet),
    Known("hoodi", "hoodi", Class::Testnet),
    Known("goerli", "goerli", Class::Testnet),
    Known("staging", "staging", Class::Staging),
    Known("stage", "staging", Class::Staging),
    Known("stg", "staging", Class::Staging),
    Known("sandbox", "sandbox", Class::Sandbox),
    Known("canary", "canary", Class::Canary),
    Known("production", "prod", Class::Production),
    Known("prod", "prod", Class::Production),
    Known("prd", "prod", Class::Production),
    Known("live", "prod", Class::Production),
    Known("mainnet", "mainnet", Class::Production),
    Known("dr", "dr", Class::Recovery),
];

/// Words that stand where environments stand, and never are one.
pub(super) const NEVER: &str = "
    base bases common shared share default defaults global globals all template templates example examples
    sample samples local localhost lib library component components module modules schema schemas secret
    secrets overlays docs scripts
";

/// Parts of the names of regions, as clouds and companies write them.
pub(super) const REGIONS: &str = "
    eu us uk ap sa ca cn af apac emea latam amer asia europe america americas africa australia japan india
    brazil canada germany france east west north south central northeast northwest southeast southwest gov
    euw eun euc use usw usc apse apne aps westeurope northeurope eastus westus centralus uksouth ukwest
    southeastasia eastasia
";

/// How tools call their files: no service, no family.
pub(super) const FILE_WORDS: &str = "
    values secrets application bootstrap appsettings docker-compose compose config configmap kustomization
    helmfile terraform backend variables vars settings .env env default skaffold serverless samconfig
    parameters params cdk nginx log4j2 logback patch
";

/// Whether a list holds a word.
pub(super) fn holds(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|listed| listed == word)
}
