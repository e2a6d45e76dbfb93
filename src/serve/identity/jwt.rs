//! JSON Web Tokens, checked with the public keys of their issuer: RS256, ES256 and EdDSA.

use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, JwkSet, KeyAlgorithm, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::Deserialize;

use super::headers::named;
use super::watched::Watched;
use super::who::{Identity, TenantAccess};
use crate::serve::options::TokenOptions;
use crate::serve::problem::Problem;
use crate::serve::scope::Scope;

/// How far the clock of the issuer may differ, in seconds.
const LEEWAY: u64 = 30;

/// An issuer of tokens.
pub(in crate::serve) struct Issuer {
    keys: Watched<JwkSet>,
    issuer: String,
    audience: String,
}

/// What a token says about its owner.
#[derive(Debug, Deserialize)]
struct Claims {
    sub: Option<String>,
    email: Option<String>,
    email_verified: Option<bool>,
    name: Option<String>,
    /// Words with blanks between them.
    scope: Option<String>,
    #[serde(default)]
    scopes: Vec<String>,
    tenants: Option<Vec<String>>,
}

impl Issuer {
    /// Reads the keys.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub(super) fn open(options: &TokenOptions) -> Result<Self, String> {
        let keys = Watched::open(&options.jwks, read)?;
        Ok(Self { keys, issuer: options.issuer.clone(), audience: options.audience.clone() })
    }

    /// The owner of a token.
    ///
    /// # Errors
    /// 401 where it is not valid.
    pub(super) fn check(&self, token: &str) -> Result<Identity, Problem> {
        let refused = |why: &str| Problem::new(401, "bad-token", format!("the token is not valid: {why}"));
        let header = decode_header(token).map_err(|_| refused("it cannot be read"))?;
        // The header names the algorithm, and the attacker writes the header.
        if !matches!(header.alg, Algorithm::RS256 | Algorithm::ES256 | Algorithm::EdDSA) {
            return Err(refused("its algorithm is not RS256, ES256 or EdDSA"));
        }
        let keys = self.keys.get();
        let fits = |key: &&Jwk| algorithm(key) == Some(header.alg);
        let key = match &header.kid {
            Some(kid) => keys.keys.iter().filter(fits).find(|key| key.common.key_id.as_ref() == Some(kid)),
            None => Some(keys.keys.iter().filter(fits))
                .filter(|keys| keys.clone().count() == 1)
                .and_then(|mut keys| keys.next()),
        };
        let key = key.ok_or_else(|| refused("no key of the issuer fits"))?;
        let key = DecodingKey::from_jwk(key).map_err(|_| refused("the key of the issuer cannot be used"))?;
        let mut validation = Validation::new(header.alg);
        validation.set_required_spec_claims(&["exp", "nbf", "iss", "aud"]);
        validation.set_issuer(&[&self.issuer]);
        validation.set_audience(&[&self.audience]);
        validation.validate_nbf = true;
        validation.leeway = LEEWAY;
        let claims = decode::<Claims>(token, &key, &validation).map_err(|error| refused(why(&error)))?.claims;
        owner(claims).ok_or_else(|| refused("it names no verified email address"))
    }
}

/// The reason, without what the token says.
fn why(error: &jsonwebtoken::errors::Error) -> &'static str {
    use jsonwebtoken::errors::ErrorKind;
    match error.kind() {
        ErrorKind::InvalidSignature => "its signature is wrong",
        ErrorKind::ExpiredSignature => "it has expired",
        ErrorKind::ImmatureSignature => "it is not valid yet",
        ErrorKind::InvalidIssuer => "it has another issuer",
        ErrorKind::InvalidAudience => "it is for another audience",
        ErrorKind::MissingRequiredClaim(_) => "it lacks exp, nbf, iss or aud",
        _ => "it cannot be read",
    }
}

fn owner(claims: Claims) -> Option<Identity> {
    if claims.email_verified == Some(false) {
        return None;
    }
    let person = named(&claims.email?, claims.name.as_deref()).ok()?;
    let words = claims.scope.iter().flat_map(|scope| scope.split_whitespace()).map(str::to_owned);
    let scopes = words.chain(claims.scopes).filter_map(|word| word.parse().ok()).collect::<Vec<Scope>>();
    let tenants = claims
        .tenants
        .map_or(TenantAccess::Unsaid, |ids| TenantAccess::Some(ids.iter().map(|id| id.to_ascii_lowercase()).collect()));
    let bucket = person.email.to_lowercase();
    Some(Identity { person: Some(person), id: claims.sub, scopes, tenants, bucket })
}

/// The only algorithm that a key is for.
fn algorithm(key: &Jwk) -> Option<Algorithm> {
    let signs = key.common.public_key_use.as_ref().is_none_or(|usage| *usage == PublicKeyUse::Signature);
    let (found, named) = match &key.algorithm {
        AlgorithmParameters::RSA(_) => (Algorithm::RS256, KeyAlgorithm::RS256),
        AlgorithmParameters::EllipticCurve(curve) if curve.curve == EllipticCurve::P256 => {
            (Algorithm::ES256, KeyAlgorithm::ES256)
        }
        AlgorithmParameters::OctetKeyPair(pair) if pair.curve == EllipticCurve::Ed25519 => {
            (Algorithm::EdDSA, KeyAlgorithm::EdDSA)
        }
        _ => return None,
    };
    let same = key.common.key_algorithm.as_ref().is_none_or(|algorithm| *algorithm == named);
    (signs && same).then_some(found)
}

fn read(text: &str) -> Result<JwkSet, String> {
    let keys: JwkSet = serde_json::from_str(text).map_err(|error| error.to_string())?;
    match keys.keys.iter().any(|key| algorithm(key).is_some()) {
        true => Ok(keys),
        false => Err("it has no key for RS256, ES256 or EdDSA".to_owned()),
    }
}
