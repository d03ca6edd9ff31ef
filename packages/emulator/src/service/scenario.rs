//! Phone numbers that always lead to the same answer, so that a test needs nothing set up.
//!
//! They begin with the country code 999, which is assigned to nobody: no real number can be one.

use baxverify_wire::ErrorCode;

/// Followed by the two digits of the error, three zeros and one digit to tell ten numbers apart.
const ERROR_PREFIX: &str = "+99900";
/// Followed by any four digits.
const FIXED_PREFIX: &str = "+999123456";
const FIXED_CODE: &str = "1234567890";
/// What `Retry-After` says where the scenario is the rate limit.
pub(crate) const RETRY_AFTER_SECONDS: u64 = 60;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scenario {
    /// Everything works, and the code is known beforehand.
    FixedCode,
    Fails(ErrorCode, Stage),
}

/// The call that fails; those before it work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    Send,
    Verify,
    Validate,
}

pub(crate) fn scenario(phone: &str) -> Option<Scenario> {
    if let Some(rest) = phone.strip_prefix(FIXED_PREFIX) {
        return (rest.len() == 4).then_some(Scenario::FixedCode);
    }
    let rest = phone.strip_prefix(ERROR_PREFIX)?;
    let (number, rest) = rest.split_at_checked(2)?;
    let digit = rest.strip_prefix("000")?;
    if digit.len() != 1 {
        return None;
    }
    let index = number.parse::<usize>().ok()?.checked_sub(1)?;
    let code = *ErrorCode::ALL.get(index)?;
    Some(Scenario::Fails(code, stage(code)))
}

/// The error that this call on this phone always ends with.
pub(crate) fn failure(phone: &str, at: Stage) -> Option<ErrorCode> {
    match scenario(phone)? {
        Scenario::Fails(code, stage) if stage == at => Some(code),
        _ => None,
    }
}

/// The code of a phone whose codes are known beforehand.
pub(crate) fn fixed_code(phone: &str, length: usize) -> Option<&'static str> {
    (scenario(phone)? == Scenario::FixedCode).then_some(&FIXED_CODE[..length.min(FIXED_CODE.len())])
}

const fn stage(code: ErrorCode) -> Stage {
    match code {
        ErrorCode::OtpExpired
        | ErrorCode::OtpInvalid
        | ErrorCode::OtpMaxAttempts
        | ErrorCode::VerifyFeeCredits => Stage::Verify,
        ErrorCode::TokenInvalid | ErrorCode::TokenConsumed => Stage::Validate,
        _ => Stage::Send,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use baxverify_wire::ErrorCode;

    use super::{Scenario, Stage, fixed_code, scenario};
    use crate::service::is_e164;

    #[test]
    fn every_error_has_ten_numbers() {
        let mut found = BTreeSet::new();
        for number in 1..=ErrorCode::ALL.len() {
            for digit in 0..10 {
                let phone = format!("+99900{number:02}000{digit}");
                assert!(is_e164(&phone));
                let Some(Scenario::Fails(code, _)) = scenario(&phone) else { panic!("{phone}") };
                assert_eq!(code, ErrorCode::ALL[number - 1]);
                found.insert(code.as_str());
            }
        }
        assert_eq!(found.len(), ErrorCode::ALL.len());
    }

    #[test]
    fn codes_are_fixed_at_every_length() {
        assert!(is_e164("+9991234560000"));
        assert_eq!(fixed_code("+9991234560000", 6), Some("123456"));
        assert_eq!(fixed_code("+9991234569999", 10), Some("1234567890"));
    }

    #[test]
    fn other_numbers_are_nothing_special() {
        for phone in [
            "+99900000000",
            "+99900190000",
            "+99900010010",
            "+999000100000",
            "+999000100",
            "+999123456000",
            "+99912345600000",
            "+4366412345678",
            "+999000x0000",
            "+99900é0000",
        ] {
            assert_eq!(scenario(phone), None, "{phone}");
        }
    }

    #[test]
    fn an_error_arises_where_the_service_raises_it() {
        let at = |phone| match scenario(phone) {
            Some(Scenario::Fails(_, stage)) => stage,
            other => panic!("{other:?}"),
        };
        assert_eq!(at("+99900010000"), Stage::Send);
        assert_eq!(at("+99900100000"), Stage::Verify);
        assert_eq!(at("+99900150000"), Stage::Validate);
    }
}
