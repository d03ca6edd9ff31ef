//! The active rules and their counters.

use serde::Serialize;
use utoipa::ToSchema;

use super::effects::{CallEffects, CallInfo, Delivery, WebhookInfo};
use super::rule::Rule;
use super::seeded_rng::SeededRng;
use crate::random;
use crate::webhooks::Plan;

/// Every call is checked against every rule.
const MAX_RULES: usize = 100;

#[derive(Default)]
pub struct ActiveRules {
    active: Vec<ActiveRule>,
    /// The rules that a reset restores.
    initial: Vec<Rule>,
    last_id: u64,
}

struct ActiveRule {
    id: String,
    rule: Rule,
    rng: SeededRng,
    calls: u64,
    hits: u64,
}

/// An active rule. `seed` is the given one, or the one that was chosen at random.
#[derive(Serialize, ToSchema)]
pub struct FaultView {
    pub id: String,
    /// How many calls matched the rule so far.
    pub calls: u64,
    /// How many of them it affected.
    pub hits: u64,
    #[serde(flatten)]
    pub rule: Rule,
}

impl ActiveRules {
    /// Adds rules that a reset restores.
    ///
    /// # Errors
    /// As for [`Self::add`].
    pub fn add_initial(&mut self, rules: &[Rule]) -> Result<(), String> {
        for rule in rules {
            self.add(rule.clone())?;
            self.initial.push(rule.clone());
        }
        Ok(())
    }

    /// # Errors
    /// Returns what is wrong with the rule, or that there are too many.
    pub fn add(&mut self, mut rule: Rule) -> Result<FaultView, String> {
        rule.validate()?;
        if self.active.len() >= MAX_RULES {
            return Err(format!("at most {MAX_RULES} rules can be active"));
        }
        let seed = *rule.seed.get_or_insert_with(|| u32::from_le_bytes(random::bytes()));
        self.last_id += 1;
        let id = format!("fault_{}", self.last_id);
        let active = ActiveRule { id, rule, rng: SeededRng::new(seed), calls: 0, hits: 0 };
        let view = active.view();
        self.active.push(active);
        Ok(view)
    }

    pub fn list(&self) -> Vec<FaultView> {
        self.active.iter().map(ActiveRule::view).collect()
    }

    /// Removes one rule. Returns `false` if there is none with this id.
    pub fn remove(&mut self, id: &str) -> bool {
        let before = self.active.len();
        self.active.retain(|active| active.id != id);
        self.active.len() < before
    }

    /// Removes the rules of a project. A reset restores the initial ones.
    pub fn remove_project(&mut self, id: &str) {
        self.active.retain(|active| active.rule.project_id.as_deref() != Some(id));
    }

    pub fn clear(&mut self) {
        self.active.clear();
    }

    /// Restores the initial rules: all of them, or only those of one project.
    pub fn reset(&mut self, project_id: Option<&str>) {
        let is_reset =
            |rule: &Rule| project_id.is_none_or(|id| rule.project_id.as_deref() == Some(id));
        self.active.retain(|active| !is_reset(&active.rule));
        for rule in self.initial.clone().into_iter().filter(is_reset) {
            // Adding them cannot fail: they were valid before, and the removed rules made room.
            let _ = self.add(rule);
        }
    }

    /// Returns the effects of all matching rules on this call, and counts the call.
    pub fn effects_on(&mut self, call: &CallInfo) -> CallEffects {
        let mut effects = CallEffects::default();
        for active in self.active.iter_mut().filter(|active| active.rule.matches(call)) {
            active.apply(&mut effects);
        }
        effects
    }

    /// Returns what all matching rules make of a webhook's event, and counts the event.
    pub fn effects_on_webhook(&mut self, event: &WebhookInfo) -> Plan {
        let mut plan = Plan::default();
        for active in self.active.iter_mut().filter(|active| active.rule.matches_webhook(event)) {
            if active.select().is_some() {
                active.rule.add_to(&mut plan);
            }
        }
        plan
    }
}

impl ActiveRule {
    fn apply(&mut self, effects: &mut CallEffects) {
        let Some(latency) = self.select() else { return };
        let rule = &self.rule;
        effects.rule_ids.push(self.id.clone());
        effects.latency_millis += latency;
        effects.response_fault = effects.response_fault.take().or_else(|| rule.response_fault());
        if effects.delivery == Delivery::OnTime {
            effects.delivery = rule.delivery().unwrap_or_default();
        }
    }

    /// Counts a matching call. Returns the latency if the rule affects it.
    fn select(&mut self) -> Option<u64> {
        self.calls += 1;
        // Drawn for every call, so that other conditions do not shift the sequence.
        let fraction = self.rng.fraction();
        let rule = &self.rule;
        let latency = rule.latency_ms.map_or(0, |latency| {
            let (min, max) = latency.range();
            self.rng.between(min, max)
        });
        let misses = rule.nth.is_some_and(|nth| u64::from(nth) != self.calls)
            || rule.times.is_some_and(|times| self.hits >= u64::from(times))
            || rule.probability.is_some_and(|probability| fraction >= probability);
        if misses {
            return None;
        }
        self.hits += 1;
        Some(latency)
    }

    fn view(&self) -> FaultView {
        let (id, rule) = (self.id.clone(), self.rule.clone());
        FaultView { id, calls: self.calls, hits: self.hits, rule }
    }
}

#[cfg(test)]
mod tests {
    use baxverify_wire::Route;

    use super::super::effects::ResponseFaultKind;
    use super::{ActiveRules, CallEffects, CallInfo, Delivery, Rule};

    const PHONE: &str = "+4366412345678";

    fn rule(json: &str) -> Rule {
        serde_json::from_str(json).unwrap()
    }

    fn faults(rules: &[&str]) -> ActiveRules {
        let mut faults = ActiveRules::default();
        for json in rules {
            faults.add(rule(json)).unwrap();
        }
        faults
    }

    fn call(route: Route) -> CallInfo<'static> {
        CallInfo { route, phone: Some(PHONE), project_id: Some("p") }
    }

    /// Which of `count` sends are affected, counted from 1.
    fn hits(faults: &mut ActiveRules, count: usize) -> Vec<usize> {
        let hit = |_: &usize| !faults.effects_on(&call(Route::Send)).rule_ids.is_empty();
        (1..=count).filter(hit).collect()
    }

    #[test]
    fn selects_by_route_phone_and_project() {
        let mut faults = faults(&[
            r#"{"status":500,"route":"verify"}"#,
            r#"{"status":501,"phone":"+4366412345679"}"#,
            r#"{"status":502,"projectId":"q"}"#,
            r#"{"sms":"lost"}"#,
        ]);
        let rules = |effects: CallEffects| effects.rule_ids.join(",");
        assert_eq!(rules(faults.effects_on(&call(Route::Verify))), "fault_1");
        assert_eq!(rules(faults.effects_on(&call(Route::Send))), "fault_4");
        let other = CallInfo { phone: Some("+4366412345679"), ..call(Route::Stats) };
        assert_eq!(rules(faults.effects_on(&other)), "fault_2");
        let other = CallInfo { project_id: Some("q"), phone: None, ..call(Route::Stats) };
        assert_eq!(rules(faults.effects_on(&other)), "fault_3");
    }

    #[test]
    fn selects_the_nth_call_and_a_maximum_number() {
        assert_eq!(hits(&mut faults(&[r#"{"status":500,"nth":3}"#]), 6), [3]);
        assert_eq!(hits(&mut faults(&[r#"{"status":500,"times":2}"#]), 6), [1, 2]);
    }

    #[test]
    fn a_seed_repeats_which_calls_are_selected() {
        let rule = r#"{"status":500,"probability":0.3,"seed":42}"#;
        let first = hits(&mut faults(&[rule]), 1_000);
        assert_eq!(first, hits(&mut faults(&[rule]), 1_000));
        assert!((250..=350).contains(&first.len()), "{}", first.len());
        let other = r#"{"status":500,"probability":0.3,"seed":43}"#;
        assert_ne!(first, hits(&mut faults(&[other]), 1_000));
        let mut drawn = faults(&[r#"{"status":500,"probability":0.3}"#]);
        let seed = drawn.list()[0].rule.seed.unwrap();
        let repeated = format!(r#"{{"status":500,"probability":0.3,"seed":{seed}}}"#);
        assert_eq!(hits(&mut drawn, 100), hits(&mut faults(&[&repeated]), 100));
    }

    #[test]
    fn latencies_add_up_and_the_first_of_the_rest_wins() {
        let mut faults = faults(&[
            r#"{"latencyMs":10}"#,
            r#"{"latencyMs":{"min":5,"max":6}}"#,
            r#"{"sms":"lost"}"#,
            r#"{"sms":"duplicate"}"#,
            r#"{"connection":"stall"}"#,
            r#"{"status":500}"#,
        ]);
        let effects = faults.effects_on(&call(Route::Send));
        assert!((15..=16).contains(&effects.latency_millis));
        assert_eq!(effects.delivery, Delivery::Lost);
        assert_eq!(effects.response_fault.unwrap().kind, ResponseFaultKind::Stall);
    }

    #[test]
    fn a_reset_restores_the_initial_rules_and_their_counters() {
        let mut faults = ActiveRules::default();
        let mine = r#"{"status":500,"projectId":"p","nth":1}"#;
        faults.add_initial(&[rule(r#"{"status":500,"nth":1}"#), rule(mine)]).unwrap();
        faults.add(rule(r#"{"status":501,"nth":9}"#)).unwrap();
        assert_eq!(hits(&mut faults, 2), [1]);
        faults.reset(Some("p"));
        assert_eq!((hits(&mut faults, 2), faults.list().len()), (vec![1], 3));
        faults.reset(None);
        assert_eq!((hits(&mut faults, 2), faults.list().len()), (vec![1], 2));
    }

    #[test]
    fn rules_are_removed_and_limited() {
        let mut faults = faults(&[r#"{"status":500}"#, r#"{"status":501}"#]);
        assert!(faults.remove("fault_1") && !faults.remove("fault_1"));
        assert_eq!(faults.list().len(), 1);
        faults.clear();
        assert!(faults.list().is_empty());
        let added = (0..200).filter(|_| faults.add(rule(r#"{"status":500}"#)).is_ok()).count();
        assert_eq!(added, super::MAX_RULES);
    }
}
