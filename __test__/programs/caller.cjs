exports.call = async (client) => {
  await client.sendOtp({ phone: '+4366412345678' }); // mark: CommonJS
};
