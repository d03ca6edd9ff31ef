//! JSON Web Tokens with an HMAC-SHA-256 signature (HS256): RFC 7515, RFC 7519.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::Sha256;

const ALGORITHM: &str = "HS256";
const HEADER: &str = r#"{"typ":"JWT","alg":"HS256"}"#;

#[derive(Deserialize)]
struct Header {
    alg: String,
}

/// Returns the signed token in compact form: header, claims and signature.
///
/// # Panics
/// If the claims cannot be written as JSON.
pub fn sign(claims: &impl Serialize, secret: &[u8]) -> String {
    let claims = serde_json::to_vec(claims).expect("claims are plain JSON values");
    let mut token = URL_SAFE_NO_PAD.encode(HEADER);
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(claims, &mut token);
    let signature = mac(&token, secret).finalize().into_bytes();
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(signature, &mut token);
    token
}

/// Returns the claims of a token that was signed with this secret.
///
/// Returns `None` for a malformed token, another algorithm, a wrong signature or unexpected claims.
/// Does not check the expiry. The comparison of the signature takes constant time.
pub fn verify<T: DeserializeOwned>(token: &str, secret: &[u8]) -> Option<T> {
    let (signed, signature) = token.rsplit_once('.')?;
    let (header, claims) = signed.split_once('.')?;
    let header: Header = decode(header)?;
    if header.alg != ALGORITHM {
        return None;
    }
    let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
    mac(signed, secret).verify_slice(&signature).ok()?;
    decode(claims)
}

fn decode<T: DeserializeOwned>(part: &str) -> Option<T> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

fn mac(signed: &str, secret: &[u8]) -> Hmac<Sha256> {
    let mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC accepts keys of every length");
    mac.chain_update(signed)
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use hmac::Mac;
    use serde_json::{Value, json};

    use super::{mac, sign, verify};

    const SECRET: &[u8] = &[7; 32];

    /// Signs a token with any header, claims included as JSON text.
    fn signed(header: &str, claims: &str) -> String {
        let [header, claims] = [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part));
        let signed = format!("{header}.{claims}");
        let signature = mac(&signed, SECRET).finalize().into_bytes();
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    fn accepts(token: &str) -> bool {
        verify::<Value>(token, SECRET).is_some()
    }

    #[test]
    fn verifies_the_example_of_rfc_7515() {
        // Appendix A.1.
        let secret = URL_SAFE_NO_PAD
            .decode("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow")
            .unwrap();
        let token = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.\
            eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.\
            dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        let claims: Value = verify(token, &secret).unwrap();
        assert_eq!(claims["exp"], 1_300_819_380);
        assert!(!accepts(token));
    }

    #[test]
    fn signs_what_it_verifies() {
        let claims = json!({ "sub": "+4366412345678", "exp": 10 });
        let token = sign(&claims, SECRET);
        assert_eq!(verify::<Value>(&token, SECRET), Some(claims));
        assert_eq!(verify::<Value>(&token, &[8; 32]), None);
    }

    #[test]
    fn rejects_other_algorithms_even_with_a_valid_signature() {
        assert!(accepts(&signed(r#"{"alg":"HS256"}"#, "{}")));
        for header in [
            r#"{"alg":"none"}"#,
            r#"{"alg":"HS512"}"#,
            r#"{"alg":"hs256"}"#,
            r#"{"alg":["HS256"]}"#,
            r#"{"typ":"JWT"}"#,
            r#""HS256""#,
            "",
        ] {
            assert!(!accepts(&signed(header, "{}")), "{header}");
        }
    }

    #[test]
    fn rejects_every_change_of_a_token() {
        let token = sign(&json!({ "exp": 10 }), SECRET);
        for at in 0..token.len() {
            let mut altered = token.clone();
            altered.replace_range(at..=at, if &token[at..=at] == "A" { "B" } else { "A" });
            assert!(!accepts(&altered), "{altered}");
            assert!(!accepts(&token[..at]), "cut at {at}");
        }
        let (signed, signature) = token.rsplit_once('.').unwrap();
        for bad in [
            format!("{signed}."),
            format!("{signed}.{signature}="),
            format!("{signed}.{signature}."),
            format!("{signed}.{signature}AA"),
            format!(".{token}"),
            format!(" {token}"),
            format!("{token}\n"),
        ] {
            assert!(!accepts(&bad), "{bad}");
        }
    }

    #[test]
    fn rejects_claims_that_are_not_json() {
        let header = r#"{"alg":"HS256"}"#;
        assert!(!accepts(&signed(header, "")) && !accepts(&signed(header, "{")));
    }
}
