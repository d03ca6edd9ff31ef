const LONGEST = { BAXCLOUD_PROJECT_ID: 256, BAXCLOUD_API_KEY: 512 };
const ANY_KEY = /bax_[sp]k_/;

/** What is wrong with the form of a value. The value is not repeated. */
function faultOf(name, value) {
  if (/^["'`]|["'`]$/.test(value)) return 'quotes around it';
  if (/[\r\n]/.test(value)) return 'a line break in it';
  if (/\s/.test(value)) {
    return /^Bearer\b/i.test(value) ? 'the word Bearer in front of it' : 'a blank in it';
  }
  if (/^\$\{?\w|^<.*>$|^your[_-]/i.test(value)) return 'a placeholder as its value';
  if (/[^\x21-\x7e]/.test(value)) return 'characters that are not printable ASCII';
  return value.length > LONGEST[name] ? `more than ${LONGEST[name]} characters` : undefined;
}

/** Which variables are set. Whether they can be used is another check. */
export function checkVariables(report, { projectId, apiKey, set, dotenv, env }) {
  const empty = ['BAXCLOUD_PROJECT_ID', 'BAXCLOUD_API_KEY'].filter((name) => env[name] === '');
  const more = empty.length > 0 ? ` An empty variable counts as not set: ${empty.join(', ')}.` : '';
  const problem = (id) => report.problem('variables', id, { dotenv, more });
  if (!projectId && !apiKey) problem('VARIABLES_MISSING');
  else if (!projectId) problem('PROJECT_ID_MISSING');
  else if (!apiKey) problem('API_KEY_MISSING');
  else report.ok('variables', `Set: ${set.join(', ')}.`);
}

export function checkProject(report, { projectId }) {
  if (!projectId) return report.skip('project', 'There is no project id.');
  if (ANY_KEY.test(projectId.slice(0, 100))) return report.problem('project', 'PROJECT_ID_IS_KEY');
  const fault = faultOf('BAXCLOUD_PROJECT_ID', projectId);
  if (fault) return report.problem('project', 'PROJECT_ID_MALFORMED', { fault });
  return report.ok('project', 'The id has a usable form.');
}

export function checkKey(report, { apiKey }) {
  if (!apiKey) return report.skip('key', 'There is no key.');
  const fault = faultOf('BAXCLOUD_API_KEY', apiKey);
  if (fault) return report.problem('key', 'KEY_MALFORMED', { fault });
  if (apiKey.startsWith('bax_pk_')) return report.problem('key', 'CLIENT_KEY');
  if (!apiKey.startsWith('bax_sk_')) return report.warn('key', 'KEY_OF_UNKNOWN_KIND');
  return report.ok('key', 'It is a server key, bax_sk_….');
}
