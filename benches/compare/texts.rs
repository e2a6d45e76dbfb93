//! The text of a generated configuration file: about thirty configs, as a service's settings have.

/// What is different in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// What the target has, and most of the sources.
    Old,
    /// A newer image, another time limit, one more variable.
    New,
}

/// The settings of file `index`.
pub fn settings(index: usize, version: Version) -> String {
    let new = version == Version::New;
    let (service, seed) = (index / 100, mix(index));
    let tag = format!("{}.{}.{}", 1 + seed % 4, seed % 17, if new { 8 } else { 7 });
    let timeout = if new { "45s" } else { "30s" };
    let extra = if new { "  CACHE_WARMUP: \"true\"\n" } else { "" };
    format!(
        "\
# Settings of service-{service:04}, part {part}. Ask team-{team:02} before you change them.
service:
  name: service-{service:04}-{part:02}
  owner: team-{team:02}@acme.example
  tier: {tier}
image:
  repository: registry.acme.example/service-{service:04}
  tag: \"{tag}\"
  pullPolicy: IfNotPresent
replicas: {replicas}
resources:
  requests:
    cpu: {cpu}m
    memory: {memory}Mi
  limits:
    cpu: {cpu_limit}m
    memory: {memory_limit}Mi
query:
  timeout: {timeout}  # the gateway gives up after 60s
  retries: 3
  batch-size: {batch}
database:
  host: db-{shard:02}.acme.example
  port: 5432
  pool:
    min: 2
    max: {pool}
    idle-timeout: 10m
logging:
  level: info
  format: json
features:
  new-checkout: {flag}
  dark-mode: false
ports:
  - name: http
    port: 8080
  - name: metrics
    port: 9090
env:
  REGION: eu-west-{region}
  LOG_SAMPLING: \"0.{sampling}\"
{extra}  TRACE_ENDPOINT: http://collector:{collector}/v1/traces
",
        part = index % 100,
        team = service % 40,
        tier = 1 + seed % 3,
        replicas = 2 + seed % 7,
        cpu = 100 + seed % 9 * 50,
        memory = 128 + seed % 13 * 64,
        cpu_limit = 500 + seed % 5 * 250,
        memory_limit = 512 + seed % 11 * 128,
        batch = 100 + seed % 400,
        shard = seed % 24,
        pool = 10 + seed % 30,
        flag = seed % 2 == 0,
        region = 1 + seed % 3,
        sampling = 1 + seed % 9,
        collector = 4000 + seed % 1000,
    )
}

/// Whether file `index` is one of the hundredth part that differs.
pub fn differs(index: usize) -> bool {
    mix(index ^ 0x5eed).is_multiple_of(100)
}

/// A number that looks random and is always the same (splitmix64).
pub fn mix(index: usize) -> usize {
    let mut z = (index as u64).wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    usize::try_from((z ^ (z >> 31)) >> 33).unwrap_or_default()
}
