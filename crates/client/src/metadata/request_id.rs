//! The id under which the service, or what is in front of it, has logged a request.

use crate::redact::Secrets;

/// Characters. A longer text is not an id.
pub(crate) const LONGEST: usize = 128;

/// The headers that may hold the id, in order: those of services first, then those of proxies.
pub(crate) const HEADERS: [&str; 8] = [
    "x-request-id",
    "request-id",
    "x-correlation-id",
    "x-amzn-requestid",
    "x-amz-request-id",
    "x-trace-id",
    TRACE_PARENT,
    "cf-ray",
];

/// Of W3C Trace Context: `00-<trace id>-<parent id>-<flags>`.
pub(crate) const TRACE_PARENT: &str = "traceparent";

/// The first usable id: that of the body, then those of the headers. A text that holds a secret is
/// not an id.
pub(super) fn find(
    in_body: Option<&str>,
    headers: &[(&str, String)],
    secrets: &dyn Fn() -> Secrets,
) -> Option<String> {
    let secrets = std::cell::LazyCell::new(secrets);
    let of_header = |name: &'static str| {
        let (_, value) = headers.iter().find(|(known, _)| *known == name)?;
        let value = value.as_str();
        if name == TRACE_PARENT { trace_id(value) } else { Some(value) }
    };
    in_body
        .into_iter()
        .chain(HEADERS.into_iter().filter_map(of_header))
        .find(|id| is_id(id) && secrets.scrub(id) == *id)
        .map(ToOwned::to_owned)
}

fn is_id(text: &str) -> bool {
    (1..=LONGEST).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._:/+=@~-".contains(&byte))
}

fn trace_id(value: &str) -> Option<&str> {
    let mut parts = value.split('-');
    let (version, id) = (parts.next()?, parts.next()?);
    let is_hex = |text: &str| {
        text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
    };
    // An id of zeros means none.
    let is_trace_id = id.len() == 32 && is_hex(id) && id.bytes().any(|byte| byte != b'0');
    (version.len() == 2 && is_hex(version) && is_trace_id).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(in_body: Option<&str>, headers: &[(&'static str, &str)]) -> Option<String> {
        let headers: Vec<_> =
            headers.iter().map(|&(name, value)| (name, value.to_owned())).collect();
        find(in_body, &headers, &|| {
            let mut secrets = Secrets::default();
            secrets.add_key("bax_sk_canary");
            secrets.add_code("530264");
            secrets
        })
    }

    #[test]
    fn the_body_comes_first_then_the_headers_in_order() {
        let mut headers = vec![("x-other", "o")];
        for name in HEADERS.into_iter().rev() {
            let value = if name == TRACE_PARENT {
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
            } else {
                name
            };
            headers.push((name, value));
            let id = if name == TRACE_PARENT { "0af7651916cd43dd8448eb211c80319c" } else { name };
            assert_eq!(found(None, &headers).as_deref(), Some(id));
        }
        assert_eq!(found(Some("req_1"), &headers).as_deref(), Some("req_1"));
        assert_eq!(found(None, &headers[..1]), None);
    }

    #[test]
    fn what_is_not_an_id_is_passed_over() {
        let long = "x".repeat(LONGEST + 1);
        for odd in ["", "a b", "a, b", "%o", "a\u{1}", "ä", &long] {
            let headers = [("x-request-id", odd), ("cf-ray", "ray")];
            assert_eq!(found(Some(odd), &headers).as_deref(), Some("ray"), "{odd:?}");
        }
        for odd in
            ["00-00000000000000000000000000000000-b7ad6b7169203331-01", "00", "x", "00-1-2-3"]
        {
            assert_eq!(found(None, &[(TRACE_PARENT, odd)]), None);
        }
    }

    #[test]
    fn an_id_that_holds_a_secret_is_none() {
        for odd in ["bax_sk_canary", "req-530264", "YmF4X3NrX2NhbmFyeQ==", "530-264"] {
            let headers = [("x-request-id", odd), ("request-id", "ok")];
            assert_eq!(found(Some(odd), &headers).as_deref(), Some("ok"), "{odd}");
        }
    }
}
