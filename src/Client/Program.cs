using Counterfactual.Client;
using Counterfactual.Client.Terminals;
using Counterfactual.Silo.Trainers;

// The child process of a device starts often and owns its standard output: it goes before everything else.
return args is ["trainer"] ? TrainerProcess.Main() : await ConsoleProgram.RunAsync(args, Terminal.OfProcess());
