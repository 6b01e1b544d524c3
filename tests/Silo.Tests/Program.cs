using Counterfactual.Silo.Tests;

return await TestProcess.RunAsync(args);
