//! One project: its settings, its messages and its proofs, and what may be done with them.
use baxverify_wire::{
    ErrorCode, LogPage, LogStatus, OtpSent, OtpVerified, ProofClaims, Route, StatsReport,
    TokenValidation,
};
use subtle::ConstantTimeEq;

use super::{
    days::DAY_MILLIS,
    message::{Message, MessageView, Outcome},
    message_log::MessageLog,
    proof::Proofs,
    refusal::Refusal,
    restore::Kept,
    scenario::{self, Stage},
    settings::Settings,
};
use crate::{
    chaos::Fate,
    clock::{Millis, iso},
    config::Limits,
    random,
};

/// What a message costs.
const SMS_CREDITS: u64 = 1;

pub(crate) struct Project {
    pub(crate) id: String,
    pub(crate) settings: Settings,
    /// What a reset goes back to.
    pub(super) initial: Settings,
    pub(super) log: MessageLog,
    pub(super) proofs: Proofs,
    /// What is written down of it, messages and proofs apart.
    pub(super) written: String,
    /// Whether messages are written down that are here no more.
    pub(super) cleared: bool,
}

/// Which messages [`Project::logs`] lists.
pub(crate) struct LogQuery {
    pub(crate) phone: Option<String>,
    pub(crate) status: Option<LogStatus>,
    /// Counted from 1.
    pub(crate) page: u32,
    pub(crate) limit: u32,
}

impl Project {
    pub(crate) fn new(id: String, settings: Settings) -> Self {
        let initial = settings.clone();
        let proofs = Proofs::new();
        let kept = Kept { settings, initial, secret: proofs.secret() };
        Self::restore(id, kept, MessageLog::default(), proofs, String::new())
    }

    /// Makes the settings as they are what a reset goes back to.
    pub(crate) fn begin_here(&mut self) {
        self.initial = self.settings.clone();
    }

    /// Back to the settings it began with, without messages; proofs issued so far become invalid.
    pub(crate) fn reset(&mut self) {
        *self = Self::new(std::mem::take(&mut self.id), self.initial.clone());
        self.cleared = true;
    }

    /// Whether this project and this key may make the call at all. The order goes from the
    /// outside in: the key, the project, what it pays for, what it switched on, what the key may.
    pub(crate) fn admit(&self, route: Route, key: Option<&str>) -> Result<(), Refusal> {
        let settings = &self.settings;
        let key = key.and_then(|key| settings.key(key)).ok_or(ErrorCode::ApiKeyProjectMismatch)?;
        let for_clients = matches!(route, Route::Send | Route::Verify);
        let refusal = if !settings.active {
            ErrorCode::ProjectInactive
        } else if !settings.subscription {
            ErrorCode::NoSubscription
        } else if !settings.plan {
            ErrorCode::PlanNotIncluded
        } else if !settings.feature {
            ErrorCode::FeatureDisabled
        } else if !key.baxverify || (key.is_client() && !for_clients) {
            ErrorCode::ApiKeyScope
        } else {
            return Ok(());
        };
        Err(refusal.into())
    }

    /// Sends a code. Refusals for the sender or for credits leave the send limit untouched; a
    /// message that fails to be delivered counts against it and costs nothing.
    pub(crate) fn send(
        &mut self,
        phone: &str,
        purpose: Option<String>,
        fate: Fate,
        limits: &Limits,
        now: Millis,
        order: u64,
    ) -> Result<(OtpSent, MessageView), Refusal> {
        if let Some(code) = scenario::failure(phone, Stage::Send) {
            return self.refuse_scenario(
                code,
                new_message(phone, purpose, limits, now, order),
                limits,
            );
        }
        if !self.settings.sender {
            return Err(ErrorCode::SenderNotConfigured.into());
        }
        if !self.settings.affords(SMS_CREDITS) {
            return Err(ErrorCode::InsufficientCredits.into());
        }
        // A phone with a scenario does the same however often it is used.
        let limit = if scenario::scenario(phone).is_some() { 0 } else { limits.send_limit };
        self.log.send_window(phone).admit(now, limit, limits.send_window_seconds * 1000).map_err(
            |wait| Refusal {
                code: ErrorCode::RateLimit,
                retry_after_seconds: Some(wait.div_ceil(1000).max(1)),
            },
        )?;
        let mut message = new_message(phone, purpose, limits, now, order);
        if self.settings.fail_phones.contains(phone) {
            return Err(self.fail_delivery(message, limits));
        }
        message.meet(fate, now);
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

    fn fail_delivery(&mut self, mut message: Message, limits: &Limits) -> Refusal {
        message.outcome = Outcome::Failed(ErrorCode::SmsSendFailed);
        message.arrived_at = None;
        self.log.push(message, limits.max_messages);
        ErrorCode::SmsSendFailed.into()
    }

    fn refuse_scenario<T>(
        &mut self,
        code: ErrorCode,
        message: Message,
        limits: &Limits,
    ) -> Result<T, Refusal> {
        Err(match code {
            ErrorCode::SmsSendFailed => self.fail_delivery(message, limits),
            ErrorCode::RateLimit => {
                Refusal { code, retry_after_seconds: Some(scenario::RETRY_AFTER_SECONDS) }
            }
            _ => code.into(),
        })
    }

    /// Accepts a code once and issues the proof. The fee must be covered before a code is looked
    /// at, so that a project without credits spends none of its attempts.
    pub(crate) fn verify(
        &mut self,
        phone: &str,
        code: &str,
        limits: &Limits,
        now: Millis,
    ) -> Result<OtpVerified, Refusal> {
        if let Some(code) = scenario::failure(phone, Stage::Verify) {
            return Err(code.into());
        }
        let message = self
            .log
            .issued_mut(phone)
            .filter(|message| !message.has_expired(now))
            .ok_or(ErrorCode::OtpExpired)?;
        match message.outcome {
            Outcome::Open => {}
            Outcome::Failed(code) => return Err(code.into()),
            Outcome::Verified { .. } | Outcome::Replaced => {
                return Err(ErrorCode::OtpExpired.into());
            }
        }
        let fee = self.settings.verify_fee;
        if !self.settings.affords(fee) {
            return Err(ErrorCode::VerifyFeeCredits.into());
        }
        if !bool::from(message.code.as_bytes().ct_eq(code.as_bytes())) {
            message.attempts_left = message.attempts_left.saturating_sub(1);
            if message.attempts_left == 0 {
                message.outcome = Outcome::Failed(ErrorCode::OtpMaxAttempts);
            }
            return Err(ErrorCode::OtpInvalid.into());
        }
        message.outcome = Outcome::Verified { at: now };
        self.settings.charge(fee);
        let issued_at = now / 1000;
        let claims = ProofClaims {
            sub: message.phone.clone(),
            project_id: self.id.clone(),
            purpose: message.purpose.clone(),
            request_id: message.request_id.clone(),
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

    pub(crate) fn validate(
        &mut self,
        token: &str,
        consume: bool,
        now: Millis,
    ) -> Result<TokenValidation, Refusal> {
        let claims = self.proofs.validate(token, now / 1000)?;
        if let Some(code) = scenario::failure(&claims.sub, Stage::Validate) {
            return Err(code.into());
        }
        if consume {
            self.proofs.spend(&claims, now / 1000);
        }
        if consume && let Some(message) = self.log.requested_mut(&claims.sub, &claims.request_id) {
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

    /// Counts the kept messages of the last `days` times 24 hours. `sent` are those that reached
    /// their phone; `failed` those that did not or that used up their attempts.
    pub(crate) fn stats(&self, days: u32, now: Millis) -> StatsReport {
        let since = now.saturating_sub(Millis::from(days) * DAY_MILLIS);
        let mut report = StatsReport { sent: 0, verified: 0, failed: 0, days };
        for message in self.log.newest_first().take_while(|message| message.created_at > since) {
            match message.outcome {
                Outcome::Failed(ErrorCode::SmsSendFailed) => report.failed += 1,
                Outcome::Failed(_) => {
                    report.sent += 1;
                    report.failed += 1;
                }
                Outcome::Verified { .. } => {
                    report.sent += 1;
                    report.verified += 1;
                }
                Outcome::Open | Outcome::Replaced => report.sent += 1,
            }
        }
        report
    }

    pub(crate) fn logs(&self, query: &LogQuery, now: Millis) -> LogPage {
        let matches = |message: &&Message| {
            query.phone.as_ref().is_none_or(|phone| *phone == message.phone)
                && query.status.is_none_or(|status| status == message.status(now))
        };
        let skip = u64::from(query.page - 1) * u64::from(query.limit);
        let mut page =
            LogPage { items: Vec::new(), total: 0, page: query.page, limit: query.limit };
        for message in self.log.newest_first().filter(matches) {
            if page.total >= skip && page.items.len() < query.limit as usize {
                page.items.push(message.log_entry(now));
            }
            page.total += 1;
        }
        page
    }

    pub(crate) fn messages(&self) -> impl Iterator<Item = &Message> {
        self.log.newest_first()
    }

    /// The last message that reached this phone, whatever became of its code since.
    pub(crate) fn arrived(&self, phone: &str) -> Option<&Message> {
        self.log.arrived(phone)
    }

    /// The message on this phone whose code can still be used.
    pub(crate) fn usable(&self, phone: &str, now: Millis) -> Option<&Message> {
        let is_open = |message: &&Message| {
            message.outcome == Outcome::Open
                && !message.has_expired(now)
                && message.arrived_at.is_some()
        };
        self.log.issued(phone).filter(is_open)
    }

    pub(crate) fn next_due(&self) -> Option<Millis> {
        self.log.next_due()
    }

    /// Brings the messages that are due to their phones, and answers which those are.
    pub(crate) fn deliver_due(&mut self, now: Millis) -> Vec<MessageView> {
        let delivered = self.log.deliver_due(now);
        delivered.into_iter().map(|message| message.view(&self.id, now)).collect()
    }

    pub(crate) fn phone_of_proof(&self, token: &str) -> Option<String> {
        self.proofs.phone(token)
    }

    /// The messages that changed since the last time, with their numbers in this project.
    pub(crate) fn take_touched(&mut self) -> Vec<(u64, &Message)> {
        self.log.take_touched()
    }
}

fn new_message(
    phone: &str,
    purpose: Option<String>,
    limits: &Limits,
    now: Millis,
    order: u64,
) -> Message {
    let code = scenario::fixed_code(phone, limits.code_length)
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
        outcome: Outcome::Open,
    }
}
