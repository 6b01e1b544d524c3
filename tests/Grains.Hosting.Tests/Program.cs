using Counterfactual.Grains.Hosting.Tests;

return await KilledProcess.RunAsync(args);
