// Cloud Code that bypasses the adapter, and triggers that Parse Server logs.

require('./cloud.cjs');

let logins = 0;

Parse.Cloud.beforeLogin(() => {
  logins += 1;
});

Parse.Cloud.beforeSave(Parse.User, ({ object }) => {
  const id = object.get('granted');
  if (id) object.set('authData', { baxverify: { id } });
});

Parse.Cloud.afterSave(Parse.User, () => {});

Parse.Cloud.define('logins', () => logins);

Parse.Cloud.define('logInAsMaster', async ({ params }) => {
  const { authData } = params;
  const user = await Parse.User.logInWith('baxverify', { authData }, { useMasterKey: true });
  return user.id;
});
