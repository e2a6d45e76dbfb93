//! Why a forgery is not found, where it changes nothing that counts.

const NOBODY: (bool, bool) = (false, false);

/// Found by the hook alone.
const HOOK: (bool, bool) = (false, true);

/// The reason why a forgery of a kind is not found by `verify`, by the hook or by both; `None` where it should be.
pub fn reason(kind: &str, detail: &str, found: (bool, bool)) -> Option<&'static str> {
    match found {
        NOBODY => by_nobody(kind, detail),
        HOOK => by_the_hook(kind, detail),
        _ => None,
    }
}

fn by_nobody(kind: &str, detail: &str) -> Option<&'static str> {
    match kind {
        "an event dropped" => dropped(detail),
        "an event repeated" => repeated(detail),
        "an event moved" => (detail.contains("of two promotions") || detail.contains("attested"))
            .then_some("they do not depend on each other"),
        "a byte of the event" => detail.contains(": authors: ").then_some("the authors are computed again"),
        "another source, with its digest" if detail.contains("the same values") => {
            Some("the source held the same values there")
        }
        "another source, with its digest" => {
            detail.contains("open").then_some("who approves or executes a plan compares it with its source")
        }
        "a byte of a statement" => (detail.contains("targetRef") || detail.contains("consent"))
            .then_some("an approval or a consent about something else counts for nothing"),
        "a byte of the trailers" => detail.contains("consent").then_some("the file of a consent counts"),
        "a byte of a target file" | "a commit amended, without trailers" if detail.contains("merged, in one file") => {
            Some("the rules only warn of direct edits: a notice")
        }
        "a commit amended, without trailers" | "a commit amended, without trailers, recorded so" => {
            detail.contains("a merge").then_some("the merged proposal has the trailers")
        }
        "another author, in both" => Some("without signatures a name is what its git said"),
        "another time, in both" => Some("an event counts as no earlier than those before it"),
        "another policy" | "another policy, with its rules" => {
            detail.contains("the same rules").then_some("the rules are the same")
        }
        "no authors" => Some("the authors are computed again"),
        "fewer approvals required" => Some("the rules of the time decide how many approvals are required"),
        "a byte of the plan" => detail
            .contains("\"id\": ")
            .then_some("the id of a key follows from its file and its name, which the digest holds"),
        "a byte of plan.txt" => Some("plan.txt is for people; the plan is computed again"),
        "a byte of the subject" => Some("messages are for people"),
        "a byte of the tips" => Some("what is not there says nothing"),
        "a commit amended, with its trailers" => Some("hosts reword messages, and the commit is the plan"),
        "a commit of another author" | "a commit of another author, recorded so" => {
            Some("hosts commit in their own name; the record says who executed it")
        }
        "a commit dated back" | "a commit dated back, recorded so" => {
            Some("dates are claims, and the commit is the plan")
        }
        "an edit by hand" | "an edit by hand, dated back" => {
            (detail == "Keys").then_some("the rules only warn of direct edits: a notice")
        }
        "a branch of another environment" => {
            detail.contains("the same values").then_some("the values are the same, and nothing was recorded there")
        }
        _ => None,
    }
}

fn by_the_hook(kind: &str, detail: &str) -> Option<&'static str> {
    match kind {
        "another policy" | "another policy, with its rules" => Some(
            "others act by the rules of before until somebody acts by the new ones; the hook uses the current ones",
        ),
        "an edit by hand, dated back" => {
            Some("between two events dates say which rules ruled another branch; the hook uses the current ones")
        }
        "a branch begun elsewhere" | "a branch of another environment" => (!detail.contains("with records"))
            .then_some("nothing is recorded on this branch, and a clone that has seen nothing misses nothing"),
        _ => None,
    }
}

/// An event that was never appended leaves no gap, if what is left is legal.
fn dropped(detail: &str) -> Option<&'static str> {
    let word = detail.trim_start_matches("last: ");
    match word {
        "executed" => Some("the commit is there, and the next command records it"),
        "proposed" | "attested" | "withdrawn" | "rejected" | "scheduled" | "unscheduled" | "held" | "cancelled"
        | "validated" | "approved" | "refreshed" | "hold-lifted" => {
            Some("what is left is legal, and an event that was never appended leaves no gap")
        }
        _ if word != detail => Some("the last event of a life: it never happened"),
        _ => None,
    }
}

/// An event that says again what holds already.
fn repeated(detail: &str) -> Option<&'static str> {
    let word = detail.trim_start_matches("last: ");
    ["validated", "approved", "attested", "scheduled", "proposed", "refreshed"]
        .contains(&word)
        .then_some("it says again what holds already")
}
