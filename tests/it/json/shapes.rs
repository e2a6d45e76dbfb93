//! Mirrors of the public JSON, as somebody outside would write them: every field named, none more.

#![allow(dead_code, reason = "a mirror names what is there, whether or not a test looks at it")]

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

/// Declares a strict mirror.
macro_rules! mirrors {
    ($($name:ident { $($field:ident: $kind:ty,)* })*) => {$(
        #[derive(Debug, Deserialize)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        pub struct $name { $(pub $field: $kind,)* }
    )*};
}

mirrors! {
    Diff {
        schema_version: u32,
        source_environment: String,
        target_environment: String,
        added: Vec<Entry>,
        modified: Vec<Modified>,
        removed: Vec<Entry>,
        unchanged: usize,
        translated: Option<usize>,
        translated_keys: Option<Vec<Change>>,
        kept: usize,
        format_only: Vec<String>,
        modes: Vec<Modes>,
        normalization: Option<Vec<OtherNormalization>>,
        unreadable: Vec<Unreadable>,
        own: Option<Vec<Change>>,
    }
    Matrix {
        schema_version: u32,
        environments: Vec<String>,
        unread_environments: Vec<UnreadEnvironment>,
        keys: Vec<MatrixKey>,
        kept: usize,
        unreadable: Vec<Unreadable>,
    }
    Values {
        schema_version: u32,
        keys: Vec<MatrixKey>,
        unread_environments: Vec<UnreadEnvironment>,
    }
    Stats {
        schema_version: u32,
        environment: String,
        since: String,
        until: String,
        promotions: PromotionCounts,
        lead_time: Durations,
        time_to_approve: Durations,
        time_to_rollback: Durations,
        keys: Vec<KeyStats>,
        attestations: Vec<TestCounts>,
    }
    PromotionCounts {
        created: usize,
        rejected: usize,
        cancelled: usize,
        executed: usize,
        rolled_back: usize,
        partly_rolled_back: usize,
    }
    Durations {
        count: usize,
        median: Option<u64>,
        p90: Option<u64>,
        longest: Option<u64>,
    }
    KeyStats {
        key: String,
        id: String,
        file: String,
        document: Option<String>,
        kind: String,
        promotions: usize,
        lead_time: Durations,
    }
    TestCounts {
        name: String,
        ok: usize,
        failed: usize,
    }
    Caches {
        schema_version: u32,
        folder: String,
        cleared: bool,
        caches: Vec<Cache>,
    }
    Cache {
        name: String,
        files: usize,
        entries: u64,
        bytes: u64,
    }
    UnreadEnvironment {
        environment: String,
        reason: String,
    }
    MatrixKey {
        key: String,
        id: String,
        file: String,
        document: Option<String>,
        kind: String,
        values: Vec<Cell>,
    }
    Cell {
        environment: String,
        path: String,
        state: String,
        value: Value,
        r#type: Option<Value>,
        own: Option<bool>,
        by_hand: Option<bool>,
        sources: Option<Vec<CellSource>>,
    }
    CellSource {
        environment: String,
        translated: Option<bool>,
        direction: Option<String>,
        unknown: Option<String>,
        born_different: Option<bool>,
        passed_over: Option<u32>,
        base: Option<String>,
        source_since: Option<Origin>,
        target_since: Option<Origin>,
    }
    KeyHistory {
        schema_version: u32,
        key: String,
        id: String,
        file: String,
        document: Option<String>,
        kind: String,
        environments: Vec<Life>,
    }
    Life {
        environment: String,
        path: String,
        values: Vec<KeyState>,
        more: Option<bool>,
    }
    KeyState {
        state: String,
        value: Value,
        r#type: Option<Value>,
        cause: Option<Cause>,
    }
    Cause {
        kind: String,
        commit: String,
        subject: String,
        by: Person,
        at: String,
        merge: Option<String>,
        promotion: Option<CausePromotion>,
        reason: Option<String>,
        claims: Option<Vec<String>>,
    }
    CausePromotion {
        id: String,
        number: Option<u32>,
        source_environment: String,
        approvals: Vec<CauseApproval>,
    }
    CauseApproval {
        name: String,
        email: String,
        at: String,
    }
    Blame {
        schema_version: u32,
        environment: String,
        file: String,
        path: String,
        unreadable: Option<String>,
        keys: Vec<BlamedKey>,
    }
    BlamedKey {
        key: String,
        id: String,
        document: Option<String>,
        kind: String,
        state: String,
        value: Value,
        r#type: Option<Value>,
        cause: Option<Cause>,
    }
    Why {
        schema_version: u32,
        key: String,
        id: String,
        file: String,
        document: Option<String>,
        kind: String,
        environment: String,
        text: String,
        steps: Vec<WhyStep>,
    }
    WhyStep {
        environment: String,
        state: String,
        value: Value,
        r#type: Option<Value>,
        cause: Option<Cause>,
    }
    OtherNormalization {
        file: String,
        document: Option<String>,
        source_key: String,
        target_key: String,
    }
    Entry {
        key: String,
        id: String,
        file: String,
        document: Option<String>,
        kind: String,
        value: Value,
        r#type: Option<Value>,
        own: Option<bool>,
        direction: Option<String>,
        unknown: Option<String>,
        born_different: Option<bool>,
        passed_over: Option<u32>,
        base: Option<String>,
        source_since: Option<Origin>,
        target_since: Option<Origin>,
        translated: Option<Vec<(String, String)>>,
    }
    Origin {
        commit: String,
        subject: String,
        author: Person,
        at: String,
        kind: String,
        promotion: Option<String>,
        reason: Option<String>,
    }
    Modified {
        key: String,
        id: String,
        file: String,
        document: Option<String>,
        kind: String,
        source_value: Value,
        source_type: Option<Value>,
        target_value: Value,
        target_type: Option<Value>,
        direction: Option<String>,
        unknown: Option<String>,
        born_different: Option<bool>,
        passed_over: Option<u32>,
        base: Option<String>,
        source_since: Option<Origin>,
        target_since: Option<Origin>,
        translated: Option<Vec<(String, String)>>,
    }
    Modes { file: String, source_mode: String, target_mode: String, }
    Unreadable { path: String, reason: String, }
    Configs {
        schema_version: u32,
        environment: String,
        configs: Vec<Config>,
        unreadable: Vec<Unreadable>,
    }
    Config {
        key: String,
        value: Value,
        r#type: Option<Value>,
        id: String,
        file: String,
        path: String,
        document: Option<String>,
        kind: String,
    }
    Person { name: String, email: String, }
    Verified {
        schema_version: u32,
        ok: bool,
        environments: Vec<ProvedEnvironment>,
        promotions: usize,
        events: usize,
        findings: Vec<VerifyFinding>,
    }
    CheckedPolicy {
        schema_version: u32,
        ok: bool,
        file: String,
        source: String,
        findings: Vec<LintFinding>,
        environments: Vec<CheckedEnvironment>,
        coverage: Vec<BranchCoverage>,
        unparsed: Vec<Unparsed>,
        ruling: Ruling,
        changes: Vec<RuleChange>,
        moved: Vec<MovedFiles>,
    }
    LintFinding {
        code: String,
        severity: String,
        line: usize,
        column: usize,
        field: Option<String>,
        environment: Option<String>,
        message: String,
        files: Vec<String>,
    }
    CheckedEnvironment { name: String, branch: String, commit: Option<String>, files: usize, }
    BranchCoverage {
        branch: String,
        commit: String,
        configuration_files: usize,
        taken: usize,
        excluded: usize,
        not_taken: Vec<String>,
    }
    Unparsed { path: String, environments: Vec<String>, kind: String, reason: Option<String>, }
    Ruling { approvals: u32, state: String, branch: Option<String>, commit: Option<String>, reason: Option<String>, }
    RuleChange { effect: String, environment: Option<String>, rule: String, message: String, }
    MovedFiles { environment: String, gained: Vec<String>, lost: Vec<String>, }
    Suggested { schema_version: u32, suggestions: Vec<Suggestion>, written: Option<WrittenEntries>, }
    Suggestion {
        kind: String,
        place: String,
        environment: Option<String>,
        entry: String,
        sure: bool,
        evidence: String,
    }
    WrittenEntries { path: String, entries: usize, dry_run: bool, refused: Vec<RefusedEntry>, }
    RefusedEntry { place: String, entry: String, reason: String, }
    ProvedEnvironment {
        name: String,
        branch: String,
        promotions: usize,
        rollbacks: usize,
        direct_edits: usize,
    }
    VerifyFinding {
        code: String,
        severity: String,
        rule: String,
        commit: Option<String>,
        who: Option<Person>,
        promotion: Option<String>,
        environment: Option<String>,
        message: String,
        hint: Option<String>,
    }
    ApprovedPolicy { schema_version: u32, commit: String, old: String, new: String, ok: bool, approvals: PolicyApprovals, }
    PolicyApprovals { required: u32, given: Vec<PolicyApproval>, }
    PolicyApproval { name: String, email: String, at: String, signed: bool, }
    Promotion {
        schema_version: Option<u32>,
        id: Option<String>,
        number: Option<u32>,
        source_environment: String,
        target_environment: String,
        promotion_type: String,
        config_ids: Vec<String>,
        flag_ids: Vec<String>,
        key_patterns: Vec<String>,
        notes: Option<String>,
        status: String,
        created_by: Person,
        created_at: String,
        plan: Plan,
        validation: Option<Validation>,
        approvals: Approvals,
        attestations: Vec<Attestation>,
        scheduled_at: Option<String>,
        schedule_expires_at: Option<String>,
        held_because: Option<Vec<String>>,
        due_at: Option<String>,
        exit_code: Option<u8>,
        error: Option<ErrorBody>,
        proposed: Option<Proposal>,
        merged: Option<Merged>,
        commit: Option<String>,
        rollback_commit: Option<String>,
        blocked_by: Vec<Blocker>,
        events: Vec<Event>,
        kept: Option<usize>,
        dry_run: Option<bool>,
        outcome: Option<String>,
        request: Option<MergeRequest>,
        branch: Option<String>,
        checkouts: Option<Vec<String>>,
        hold: Option<u32>,
        simulated: Option<Simulated>,
    }
    Proposal { branch: String, commit: String, at: String, }
    Merged { commit: String, author: Person, committer: Person, }
    MergeRequest {
        title: String,
        body: String,
        branch: String,
        into: String,
        url: Option<String>,
        state: Option<String>,
        outcome: Option<String>,
        problem: Option<RequestProblem>,
    }
    RequestProblem { code: String, message: String, }
    Plan { digest: String, source_commit: String, rules: Option<u32>, changes: Vec<Change>, }
    Change {
        op: String,
        key: String,
        file: String,
        document: Option<String>,
        kind: String,
        id: String,
        source_value: Value,
        source_type: Option<Value>,
        target_value: Value,
        target_type: Option<Value>,
        own: Option<bool>,
        undoes: Option<Undone>,
        translated: Option<Vec<(String, String)>>,
        direction: Option<String>,
        unknown: Option<String>,
        born_different: Option<bool>,
        passed_over: Option<u32>,
        base: Option<String>,
    }
    Validation {
        ok: bool,
        findings: Vec<Finding>,
        checks: Vec<Checked>,
        checks_digest: Option<String>,
        files_digest: Option<String>,
        at: String,
    }
    Attestation {
        name: String,
        ok: bool,
        by: Person,
        at: String,
        url: Option<String>,
        notes: Option<String>,
    }
    Checked {
        name: String,
        kind: String,
        level: Option<String>,
        outcome: String,
        tool: String,
        millis: u64,
        findings: usize,
    }
    Finding {
        code: String,
        file: Option<String>,
        key: Option<String>,
        message: String,
        check: Option<String>,
        level: Option<String>,
        document: Option<String>,
        line: Option<usize>,
        column: Option<usize>,
        schema_path: Option<String>,
        output: Option<String>,
    }
    Approvals {
        required: u32,
        counting: usize,
        given: Vec<Approval>,
        groups: Vec<GroupNeed>,
        barred: Vec<Barred>,
    }
    Approval {
        name: String,
        email: String,
        at: String,
        signed: bool,
        key: Option<String>,
        until: Option<String>,
        counts: bool,
        why: Option<String>,
    }
    GroupNeed { group: String, required: u32, given: Vec<String>, may: Vec<String>, }
    Barred { name: String, email: String, why: String, }
    Blocker {
        code: String,
        message: String,
        hint: Option<String>,
        rule: String,
        who: Vec<String>,
        until: Option<String>,
    }
    Simulated { at: String, r#as: Option<String>, executable: bool, approval: Option<SimulatedApproval>, }
    SimulatedApproval {
        counts: bool,
        why: Option<String>,
        executable: bool,
        blocked_by: Option<Vec<Blocker>>,
    }
    Event {
        event: String,
        by: Person,
        at: String,
        policy_commit: String,
        digest: Option<String>,
        ok: Option<bool>,
        findings: Option<Vec<Finding>>,
        checks: Option<Vec<Checked>>,
        checks_digest: Option<String>,
        files_digest: Option<String>,
        reason: Option<String>,
        commit: Option<String>,
        branch: Option<String>,
        required: Option<u32>,
        keys: Option<Vec<String>>,
        complete: Option<bool>,
        authors: Option<Vec<Person>>,
        expires: Option<String>,
        due: Option<String>,
        expired: Option<bool>,
        reasons: Option<Vec<String>>,
        overriding: Option<Value>,
        name: Option<String>,
        url: Option<String>,
        notes: Option<String>,
    }
    Ran { schema_version: u32, promotions: Vec<Promotion>, next_due_at: Option<String>, }
    Nothing {
        schema_version: u32,
        id: Option<String>,
        number: Option<u32>,
        source_environment: String,
        target_environment: String,
        kept: usize,
    }
    Promotions { schema_version: u32, promotions: Vec<Promotion>, }
    Held {
        schema_version: Option<u32>,
        number: u32,
        environment: String,
        patterns: Vec<String>,
        reason: String,
        by: Person,
        at: String,
        until: Option<String>,
        lifted: Option<Lifted>,
    }
    Lifted { by: Person, at: String, reason: Option<String>, }
    Holds { schema_version: u32, holds: Vec<Held>, }
    Status {
        schema_version: u32,
        holds: Vec<Held>,
        edges: Vec<Edge>,
        promotions: Vec<Promotion>,
        undoing: Vec<Undoing>,
        unfinished: Vec<Unfinished>,
    }
    Undoing { id: String, keys: Vec<String>, messages: Vec<String>, }
    Undone { commit: String, kind: String, }
    Unfinished { working_tree: String, branch: String, commit: String, behind: bool, message: String, }
    Edge {
        source_environment: String,
        target_environment: String,
        added: Option<usize>,
        modified: Option<usize>,
        removed: Option<usize>,
        kept: Option<usize>,
        judged: Option<JudgedCounts>,
        last_promotion: Option<String>,
        problem: Option<String>,
    }
    JudgedCounts {
        forward: usize,
        new_files: usize,
        diverged: usize,
        backward: usize,
        passed_over: usize,
        unrelated: usize,
        unknown: usize,
    }
    Init {
        schema_version: u32,
        outcome: String,
        path: Option<String>,
        branch: Option<String>,
        commit: Option<String>,
        environments: Vec<FoundEnvironment>,
        files: Vec<FoundFiles>,
        others: Vec<OtherName>,
        coverage: Coverage,
        conflicting: Vec<String>,
        formats: Vec<FoundFormat>,
        remote: Option<String>,
        commits: usize,
        proposal: String,
    }
    FoundEnvironment {
        name: String,
        usual: bool,
        branch: Option<String>,
        evidence: String,
        certainty: String,
        from: Vec<String>,
        order: Option<FoundOrder>,
        seen: Vec<Sighting>,
    }
    FoundOrder { by: String, certainty: String, lines: Option<usize>, }
    Coverage { taken: usize, configuration: usize, left_out: Vec<LeftOut>, }
    LeftOut { directory: String, files: usize, example: String, why: String, }
    FoundFormat { path: String, format: String, files: usize, example: String, }
    Sighting { place: String, spelled: String, files: usize, example: String, }
    FoundFiles { path: String, keys: Option<String>, env: BTreeMap<String, String>, files: usize, example: String, }
    OtherName { name: String, example: String, why: String, }
    Error { error: ErrorBody, }
    ErrorBody {
        code: String,
        message: String,
        causes: Vec<String>,
        hints: Vec<String>,
        details: Value,
    }
}
