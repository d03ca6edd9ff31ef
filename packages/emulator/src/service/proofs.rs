//! Proofs of verification: signed tokens with a short lifetime that can be consumed once.

use std::collections::{BTreeMap, HashMap};

use baxverify_wire::{ErrorCode, ProofClaims};

use crate::{jwt, random};

/// Signs and verifies the proofs of one project. Every project has its own secret, so its proofs
/// are invalid in all other projects.
pub struct Proofs {
    /// Spent proofs that have not expired: `jti`, and the expiry in seconds.
    spent: HashMap<String, u64>,
    /// The proofs that were spent since the last [`Self::mark_written`].
    newly_spent: Vec<(String, u64)>,
    /// The `jti` of the spent proofs by their expiry in seconds.
    by_expiry: BTreeMap<u64, Vec<String>>,
    /// The time until which spent proofs have expired, if a store may still have some of them.
    expired_until: Option<u64>,
    secret: [u8; 32],
}

impl Proofs {
    pub fn new() -> Self {
        Self::restore(random::bytes(), Vec::new())
    }

    /// Proofs signed with this secret are valid, except for the spent ones.
    pub fn restore(secret: [u8; 32], spent: Vec<(String, u64)>) -> Self {
        let mut by_expiry: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (jti, exp) in &spent {
            by_expiry.entry(*exp).or_default().push(jti.clone());
        }
        Self {
            spent: spent.into_iter().collect(),
            newly_spent: Vec::new(),
            by_expiry,
            expired_until: None,
            secret,
        }
    }

    pub fn issue(&self, claims: &ProofClaims) -> String {
        jwt::sign(claims, &self.secret)
    }

    /// Returns the claims of a valid proof. `now_seconds` is the time of the emulator's clock.
    pub fn validate(&self, token: &str, now_seconds: u64) -> Result<ProofClaims, ErrorCode> {
        let claims = self.read(token).ok_or(ErrorCode::TokenInvalid)?;
        if claims.exp <= now_seconds {
            return Err(ErrorCode::TokenInvalid);
        }
        if self.spent.contains_key(&claims.jti) {
            return Err(ErrorCode::TokenConsumed);
        }
        Ok(claims)
    }

    /// Marks a proof as spent.
    pub fn spend(&mut self, claims: &ProofClaims, now_seconds: u64) {
        self.spent.insert(claims.jti.clone(), claims.exp);
        self.newly_spent.push((claims.jti.clone(), claims.exp));
        self.by_expiry.entry(claims.exp).or_default().push(claims.jti.clone());
        self.expire(now_seconds);
    }

    /// Removes the spent proofs that have expired. Returns whether there were any.
    pub fn expire(&mut self, now_seconds: u64) -> bool {
        let mut has_expired = false;
        while let Some(entry) = self.by_expiry.first_entry().filter(|e| *e.key() <= now_seconds) {
            for jti in entry.remove() {
                self.spent.remove(&jti);
            }
            self.expired_until = Some(now_seconds);
            has_expired = true;
        }
        has_expired
    }

    /// Returns the time until which a store can delete spent proofs.
    pub const fn expired_until(&self) -> Option<u64> {
        self.expired_until
    }

    pub const fn secret(&self) -> [u8; 32] {
        self.secret
    }

    /// Returns the proofs that a store does not have yet, with their expiry in seconds.
    pub fn newly_spent(&self) -> &[(String, u64)] {
        &self.newly_spent
    }

    pub fn mark_written(&mut self) {
        self.newly_spent.clear();
        self.expired_until = None;
    }

    /// Returns the phone of a proof, even if the proof is spent or expired.
    pub fn phone(&self, token: &str) -> Option<String> {
        self.read(token).map(|claims| claims.sub)
    }

    fn read(&self, token: &str) -> Option<ProofClaims> {
        jwt::verify(token, &self.secret)
    }
}

#[cfg(test)]
mod tests {
    use baxverify_wire::{ErrorCode, ProofClaims};

    use super::Proofs;

    fn claims(jti: &str, exp: u64) -> ProofClaims {
        ProofClaims {
            sub: "+4366412345678".to_owned(),
            project_id: "p".to_owned(),
            purpose: None,
            request_id: "r".to_owned(),
            jti: jti.to_owned(),
            iat: 0,
            exp,
        }
    }

    fn validate(
        proofs: &mut Proofs,
        token: &str,
        consume: bool,
        now: u64,
    ) -> Result<(), ErrorCode> {
        let claims = proofs.validate(token, now)?;
        if consume {
            proofs.spend(&claims, now);
        }
        Ok(())
    }

    #[test]
    fn can_be_consumed_once() {
        let mut proofs = Proofs::new();
        let token = proofs.issue(&claims("a", 10));
        assert!(validate(&mut proofs, &token, false, 9).is_ok());
        assert!(validate(&mut proofs, &token, true, 9).is_ok());
        for consume in [true, false] {
            assert_eq!(
                validate(&mut proofs, &token, consume, 9).unwrap_err(),
                ErrorCode::TokenConsumed
            );
        }
    }

    #[test]
    fn tokens_of_earlier_versions_stay_valid() {
        let proofs = Proofs::restore([7; 32], Vec::new());
        let token = "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.\
            eyJzdWIiOiIrNDM2NjQxMjM0NTY3OCIsInByb2plY3RJZCI6InAiLCJyZXF1ZXN0SWQiOiJyIiwianRpIjoiYSIsImlhdCI6MCwiZXhwIjoxMH0.\
            wF7JZy2rATUic7NKYUkExzLAvoG-B8w4dkzJxnBdy1s";
        assert_eq!(proofs.issue(&claims("a", 10)), token);
        assert_eq!(proofs.validate(token, 9).unwrap().jti, "a");
    }

    #[test]
    fn expires_at_its_exp_claim_even_when_spent() {
        let mut proofs = Proofs::new();
        let token = proofs.issue(&claims("a", 10));
        assert!(validate(&mut proofs, &token, true, 9).is_ok());
        assert_eq!(validate(&mut proofs, &token, true, 10).unwrap_err(), ErrorCode::TokenInvalid);
    }

    #[test]
    fn foreign_altered_and_unsigned_tokens_are_invalid() {
        let mut proofs = Proofs::new();
        let token = proofs.issue(&claims("a", 10));
        let foreign = Proofs::new().issue(&claims("a", 10));
        // {"typ":"JWT","alg":"HS512"}
        let other_hash = token.replacen(
            "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9",
            "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzUxMiJ9",
            1,
        );
        assert_ne!(other_hash, token);
        let body = token.split('.').nth(1).unwrap();
        // {"alg":"none","typ":"JWT"}
        let unsigned = format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{body}.");
        let mut altered = token.clone();
        altered.replace_range(30..31, if &token[30..31] == "A" { "B" } else { "A" });
        for bad in ["", "a.b.c", &foreign, &other_hash, &unsigned, &altered, &token[1..]] {
            assert_eq!(
                validate(&mut proofs, bad, true, 1).unwrap_err(),
                ErrorCode::TokenInvalid,
                "{bad}"
            );
        }
        assert!(validate(&mut proofs, &token, true, 1).is_ok());
    }

    #[test]
    fn removes_spent_proofs_only_after_their_expiry() {
        let mut proofs = Proofs::new();
        let lasting = proofs.issue(&claims("lasting", 1_000));
        assert!(validate(&mut proofs, &lasting, true, 1).is_ok());
        for n in 0..50 {
            let token = proofs.issue(&claims(&n.to_string(), 10));
            assert!(validate(&mut proofs, &token, true, 1).is_ok());
        }
        let late = proofs.issue(&claims("late", 1_000));
        assert!(validate(&mut proofs, &late, true, 10).is_ok());
        assert_eq!((proofs.spent.len(), proofs.expired_until()), (2, Some(10)));
        assert_eq!(
            validate(&mut proofs, &lasting, true, 10).unwrap_err(),
            ErrorCode::TokenConsumed
        );
    }
}
