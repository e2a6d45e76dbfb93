//! The tenant of a request: which files it sees.

use super::identity::{Identity, TenantAccess};
use super::problem::Problem;
use promote_core::policy::ServiceRules;

/// The tenant, as `--only` takes it; `None` for all files.
///
/// # Errors
/// Where the client may not act for that tenant, or does not say for which one it acts.
pub(super) fn tenant(
    rules: &ServiceRules,
    identity: &Identity,
    asked: Option<&str>,
) -> Result<Option<String>, Problem> {
    let asked = asked.map(str::to_ascii_lowercase);
    let forbidden = |id: &str| Problem::new(403, "other-tenant", format!("you may not act for the tenant '{id}'"));
    let id = match (&identity.tenants, asked) {
        (TenantAccess::All, asked) => asked,
        (TenantAccess::Unsaid, _) if rules.tenants.is_some() => {
            return Err(Problem::new(403, "other-tenant", "the token names no tenant ('tenants')"));
        }
        (TenantAccess::Unsaid, _) => None,
        (TenantAccess::Some(own), Some(asked)) if own.contains(&asked) => Some(asked),
        (TenantAccess::Some(_), Some(asked)) => return Err(forbidden(&asked)),
        (TenantAccess::Some(own), None) => match own.as_slice() {
            [one] => Some(one.clone()),
            _ => {
                let message = "you act for several tenants, and X-Tenant-ID does not say for which one";
                return Err(Problem::new(400, "no-tenant", message));
            }
        },
    };
    let Some(tenants) = &rules.tenants else {
        // A client of one tenant must not see everything only because the rules do not tell tenants apart.
        return match &identity.tenants {
            TenantAccess::All | TenantAccess::Unsaid => Ok(None),
            TenantAccess::Some(_) => {
                let message = "promote.yaml has no 'tenants', and you may act for some tenants only";
                Err(Problem::new(403, "other-tenant", message))
            }
        };
    };
    let Some(id) = id else { return Ok(None) };
    match tenants.ids.get(&id) {
        Some(value) => Ok(Some(format!("{}={value}", tenants.capture))),
        None => Err(forbidden(&id).hint("add the tenant to 'tenants.ids' in promote.yaml")),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use promote_core::policy::Tenants;

    const ACME: &str = "550e8400-e29b-41d4-a716-446655440000";

    fn identity(tenants: TenantAccess) -> Identity {
        Identity { tenants, ..Identity::unknown("test") }
    }

    fn rules() -> ServiceRules {
        let ids = BTreeMap::from([(ACME.to_owned(), "acme".to_owned())]);
        ServiceRules { tenants: Some(Tenants { capture: "tenant".to_owned(), ids }), ..ServiceRules::default() }
    }

    #[test]
    fn a_tenant_narrows_what_a_client_sees() {
        let status = |found: Result<Option<String>, Problem>| found.map_err(|problem| problem.status());
        let acme = Ok(Some("tenant=acme".to_owned()));
        let (all, own) = (identity(TenantAccess::All), identity(TenantAccess::Some(vec![ACME.to_owned()])));
        assert_eq!(status(tenant(&rules(), &all, None)), Ok(None));
        assert_eq!(status(tenant(&rules(), &all, Some(&ACME.to_uppercase()))), acme);
        assert_eq!(status(tenant(&rules(), &all, Some("other"))), Err(403));
        assert_eq!(status(tenant(&rules(), &own, None)), acme);
        assert_eq!(status(tenant(&rules(), &own, Some("other"))), Err(403));
        let unsaid = identity(TenantAccess::Unsaid);
        assert_eq!(status(tenant(&rules(), &unsaid, Some(ACME))), Err(403));
        assert_eq!(status(tenant(&ServiceRules::default(), &unsaid, Some(ACME))), Ok(None));
        let two = identity(TenantAccess::Some(vec![ACME.to_owned(), "x".to_owned()]));
        assert_eq!(status(tenant(&rules(), &two, None)), Err(400));
        let none = ServiceRules::default();
        assert_eq!(status(tenant(&none, &all, Some(ACME))), Ok(None));
        assert_eq!(status(tenant(&none, &own, Some(ACME))), Err(403));
    }
}
