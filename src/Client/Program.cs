Console.WriteLine("counterfactual");
