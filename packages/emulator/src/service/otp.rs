//! Sends codes, verifies them and validates proofs.

use baxverify_wire::{ErrorCode, OtpSent, OtpVerified, ProofClaims, TokenValidation};
use subtle::ConstantTimeEq;

use super::error::ServiceError;
use super::message::{Message, MessageView, Outcome};
use super::project::Project;
use super::test_numbers::{self, Stage};
use crate::clock::{Millis, iso};
use crate::fault_injection::Delivery;
use crate::limits::Limits;
use crate::random;
use crate::settings::Settings;

/// The price of one message.
const SMS_CREDITS: u64 = 1;

impl Project {
    /// Sends a code. Errors about the sender or credits do not count against the send limit. A
    /// failed delivery counts against it but costs nothing.
    pub fn send(
        &mut self,
        phone: &str,
        purpose: Option<String>,
        delivery: Delivery,
        limits: &Limits,
        now: Millis,
        order: u64,
    ) -> Result<(OtpSent, MessageView), ServiceError> {
        if let Some(code) = test_numbers::forced_error(&self.settings, phone, Stage::Send) {
            let message = new_message(&self.settings, phone, purpose, limits, now, order);
            return self.fail_test_number(code, message, limits);
        }
        if !self.settings.sender {
            return Err(ErrorCode::SenderNotConfigured.into());
        }
        if !self.settings.can_afford(SMS_CREDITS) {
            return Err(ErrorCode::InsufficientCredits.into());
        }
        // Test numbers behave the same however often they are used.
        let is_test_number = test_numbers::is_test_number(&self.settings, phone);
        let limit = if is_test_number { 0 } else { limits.send_limit };
        self.log.send_window(phone).admit(now, limit, limits.send_window_seconds * 1000).map_err(
            |wait| ServiceError {
                code: ErrorCode::RateLimit,
                retry_after_seconds: Some(wait.div_ceil(1000).max(1)),
            },
        )?;
        let mut message = new_message(&self.settings, phone, purpose, limits, now, order);
        if self.settings.fail_phones.contains(phone) {
            return Err(self.fail_delivery(message, limits));
        }
        message.set_delivery(delivery, now);
        self.settings.charge(SMS_CREDITS);
        let sent = OtpSent {
            expires_in_seconds: limits.code_lifetime_seconds,
            request_id: message.request_id.clone(),
            phone: message.phone.clone(),
            purpose: message.purpose.clone(),
        };
        let view = message.view(&self.id, now);
        self.log.push(message, limits.max_messages);
        Ok((sent, view))
    }

    fn fail_delivery(&mut self, mut message: Message, limits: &Limits) -> ServiceError {
        message.outcome = Outcome::Failed(ErrorCode::SmsSendFailed);
        message.arrived_at = None;
        self.log.push(message, limits.max_messages);
        ErrorCode::SmsSendFailed.into()
    }

    fn fail_test_number<T>(
        &mut self,
        code: ErrorCode,
        message: Message,
        limits: &Limits,
    ) -> Result<T, ServiceError> {
        Err(match code {
            ErrorCode::SmsSendFailed => self.fail_delivery(message, limits),
            ErrorCode::RateLimit => {
                ServiceError { code, retry_after_seconds: Some(test_numbers::RETRY_AFTER_SECONDS) }
            }
            _ => code.into(),
        })
    }

    /// Accepts a code once and issues the proof. Checks the fee before the code, so that a project
    /// without credits uses up no attempts.
    pub fn verify(
        &mut self,
        phone: &str,
        code: &str,
        limits: &Limits,
        now: Millis,
    ) -> Result<OtpVerified, ServiceError> {
        if let Some(code) = test_numbers::forced_error(&self.settings, phone, Stage::Verify) {
            return Err(code.into());
        }
        // Test numbers behave the same however often they are used.
        let is_blocked = limits.max_failures_per_phone > 0
            && !test_numbers::is_test_number(&self.settings, phone)
            && self.log.wrong_codes(phone, now) >= limits.max_failures_per_phone;
        let message = self
            .log
            .current_mut(phone)
            .filter(|message| !message.has_expired(now))
            .ok_or(ErrorCode::OtpExpired)?;
        match message.outcome {
            Outcome::Open => {}
            Outcome::Failed(code) => return Err(code.into()),
            Outcome::Verified { .. } | Outcome::Replaced => {
                return Err(ErrorCode::OtpExpired.into());
            }
        }
        if is_blocked {
            return Err(ErrorCode::OtpMaxAttempts.into());
        }
        let fee = self.settings.verify_fee;
        if !self.settings.can_afford(fee) {
            return Err(ErrorCode::VerifyFeeCredits.into());
        }
        if !bool::from(message.code.as_bytes().ct_eq(code.as_bytes())) {
            message.attempts_left = message.attempts_left.saturating_sub(1);
            if message.attempts_left == 0 {
                message.outcome = Outcome::Failed(ErrorCode::OtpMaxAttempts);
            }
            message.wrong_codes = message.wrong_codes.saturating_add(1);
            message.last_wrong_at = Some(now);
            self.log.update_wrong_codes(phone);
            return Err(ErrorCode::OtpInvalid.into());
        }
        message.outcome = Outcome::Verified { at: now };
        let (subject, purpose) = (message.phone.clone(), message.purpose.clone());
        let request_id = message.request_id.clone();
        self.log.update_wrong_codes(phone);
        self.settings.charge(fee);
        let issued_at = now / 1000;
        let claims = ProofClaims {
            sub: subject,
            project_id: self.id.clone(),
            purpose,
            request_id,
            jti: random::id(""),
            iat: issued_at,
            exp: issued_at + limits.proof_lifetime_seconds,
        };
        Ok(OtpVerified {
            verified: true,
            phone: claims.sub.clone(),
            access_token: self.proofs.issue(&claims),
            token_type: "Bearer".to_owned(),
            expires_in: limits.proof_lifetime_seconds,
            expires_at: iso(claims.exp * 1000),
        })
    }

    /// Validates a proof. With `consume` it becomes invalid for later calls.
    pub fn validate(
        &mut self,
        token: &str,
        consume: bool,
        now: Millis,
    ) -> Result<TokenValidation, ServiceError> {
        let claims = self.proofs.validate(token, now / 1000)?;
        if let Some(code) = test_numbers::forced_error(&self.settings, &claims.sub, Stage::Validate)
        {
            return Err(code.into());
        }
        if consume {
            self.proofs.spend(&claims, now / 1000);
        }
        if consume && let Some(message) = self.log.by_request_mut(&claims.sub, &claims.request_id) {
            message.consumed_at = Some(now);
        }
        Ok(TokenValidation {
            valid: true,
            phone: claims.sub,
            project_id: claims.project_id,
            purpose: claims.purpose,
            request_id: claims.request_id,
            expires_at: iso(claims.exp * 1000),
            issued_at: iso(claims.iat * 1000),
        })
    }
}

fn new_message(
    settings: &Settings,
    phone: &str,
    purpose: Option<String>,
    limits: &Limits,
    now: Millis,
    order: u64,
) -> Message {
    let code = test_numbers::fixed_code(settings, phone, limits.code_length)
        .map_or_else(|| random::digits(limits.code_length), str::to_owned);
    Message {
        id: random::id("msg_"),
        request_id: random::id("req_"),
        phone: phone.to_owned(),
        purpose,
        text: format!("Your verification code is {code}."),
        code,
        created_at: now,
        expires_at: now + limits.code_lifetime_seconds * 1000,
        arrived_at: Some(now),
        due_at: None,
        copies: 1,
        consumed_at: None,
        order,
        attempts_left: limits.max_attempts,
        wrong_codes: 0,
        last_wrong_at: None,
        outcome: Outcome::Open,
    }
}
