// The ways in which Cloud Code uses authData.

Parse.Cloud.define('linkWith', async ({ params, user }) => {
  await user.linkWith('baxverify', { authData: params.authData }, { useMasterKey: true });
});

Parse.Cloud.define('linkWithSession', async ({ params, user }) => {
  const sessionToken = user.getSessionToken();
  await user.linkWith('baxverify', { authData: params.authData }, { sessionToken });
});

Parse.Cloud.define('setAuthData', async ({ params, user }) => {
  await user.save({ authData: { baxverify: params.authData } }, { useMasterKey: true });
});

Parse.Cloud.define('createUser', async ({ params }) => {
  const user = new Parse.User();
  await user.save({ authData: { baxverify: params.authData } }, { useMasterKey: true });
  return user.id;
});

Parse.Cloud.define('logInWith', async ({ params }) => {
  const user = await Parse.User.logInWith('baxverify', { authData: params.authData });
  return user.id;
});
