//! What a project id may be.

/// That of the SDK.
const MAX_LENGTH: usize = 256;

/// # Errors
/// Returns what an id must be.
pub fn check(id: &str) -> Result<(), String> {
    if (1..=MAX_LENGTH).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Ok(());
    }
    Err(format!("projectId: must be 1 to {MAX_LENGTH} visible ASCII characters without spaces"))
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn ids_are_short_visible_and_ascii() {
        assert!(check("proj_1").is_ok() && check(&"x".repeat(256)).is_ok());
        for id in ["", "a b", "\u{e4}", "a\n", &"x".repeat(257)] {
            assert!(check(id).is_err(), "{id:?}");
        }
    }
}
