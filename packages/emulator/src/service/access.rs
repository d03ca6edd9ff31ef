//! Decides which keys may make which calls.

use baxverify_wire::{ErrorCode, Route};

use super::error::ServiceError;
use super::project::Project;

impl Project {
    /// Checks the key, then the project and its subscription, then the scope of the key.
    pub fn authorize(&self, route: Route, key: Option<&str>) -> Result<(), ServiceError> {
        let settings = &self.settings;
        let key = key.and_then(|key| settings.key(key)).ok_or(ErrorCode::ApiKeyProjectMismatch)?;
        let open_to_clients = matches!(route, Route::Send | Route::Verify);
        let code = if !settings.active {
            ErrorCode::ProjectInactive
        } else if !settings.subscription {
            ErrorCode::NoSubscription
        } else if !settings.plan {
            ErrorCode::PlanNotIncluded
        } else if !settings.feature {
            ErrorCode::FeatureDisabled
        } else if !key.baxverify || (key.is_client() && !open_to_clients) {
            ErrorCode::ApiKeyScope
        } else {
            return Ok(());
        };
        Err(code.into())
    }
}
