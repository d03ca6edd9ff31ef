//! The URLs in the `details` of errors. The documentation of the service does not say what they
//! are: these are assumptions.

use baxverify_wire::ErrorCode;

const DASHBOARD: &str = "https://baxcloud.tech/dashboard/projects";
const ERROR_DOCS: &str = "https://baxcloud.tech/docs/baxverify/errors";

/// Returns where the owner of the project can fix the cause, for causes that the owner can fix.
pub fn help_url(code: ErrorCode, project_id: &str) -> Option<String> {
    let page = match code {
        ErrorCode::FeatureDisabled => "features",
        ErrorCode::PlanNotIncluded
        | ErrorCode::InsufficientCredits
        | ErrorCode::VerifyFeeCredits
        | ErrorCode::NoSubscription => "billing",
        ErrorCode::ApiKeyScope | ErrorCode::ApiKeyProjectMismatch => "api-keys",
        ErrorCode::SenderNotConfigured | ErrorCode::SmsSendFailed => "baxverify/setup",
        ErrorCode::ProjectInactive => "settings",
        ErrorCode::RateLimit
        | ErrorCode::OtpExpired
        | ErrorCode::OtpInvalid
        | ErrorCode::OtpMaxAttempts
        | ErrorCode::InvalidPhone
        | ErrorCode::TokenInvalid
        | ErrorCode::TokenConsumed
        | ErrorCode::ProjectHeaderRequired => return None,
    };
    is_path_segment(project_id).then(|| format!("{DASHBOARD}/{project_id}/{page}"))
}

/// Returns where the documentation describes this code.
pub fn docs_url(code: &str) -> String {
    format!("{ERROR_DOCS}#{code}")
}

/// The id comes from a header and may contain anything.
fn is_path_segment(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

#[cfg(test)]
mod tests {
    use baxverify_wire::ErrorCode;

    use super::help_url;

    #[test]
    fn only_ids_without_special_characters_are_linked() {
        assert_eq!(
            help_url(ErrorCode::FeatureDisabled, "proj_1").as_deref(),
            Some("https://baxcloud.tech/dashboard/projects/proj_1/features")
        );
        assert_eq!(help_url(ErrorCode::FeatureDisabled, "../x?"), None);
        assert_eq!(help_url(ErrorCode::OtpInvalid, "proj_1"), None);
    }
}
