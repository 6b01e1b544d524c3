using System.Text;
using Counterfactual.Silo.Home;
using Counterfactual.Silo.Hosting;
using Counterfactual.Silo.Trainers;

namespace Counterfactual.Silo.Tests;

/// <summary>What the test program does when a test starts it as a process of its own.</summary>
internal static class TestProcess
{
    private const string Ready = """{"type":"ready"}""";

    /// <summary>This program with some arguments.</summary>
    internal static TrainerProgram With(params string[] arguments) => new(
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
        [typeof(TestProcess).Assembly.Location, .. arguments]);

    internal static async Task<int> RunAsync(string[] args)
    {
        switch (args)
        {
            case ["trainer"]:
                return TrainerProcess.Serve(ScriptedExperiment.Run);
            case ["trainer-with-cuda", var count]:
                return TrainerProcess.Serve(ScriptedExperiment.Run, int.Parse(count));
            case ["real-trainer"]:
                return TrainerProcess.Main();
            case ["silo", "--home", var home, .. var rest]:
                return await SiloCommand.RunAsync(
                    SiloHome.Open(home), TestSilo.Options with { Devices = new Silo.Devices.DeviceSelection.Cpu(2) },
                    rest is ["--detached"]);
            case ["says", var text]:
                // A trainer that, asked to run, answers with anything.
                Console.WriteLine(Ready);
                Console.ReadLine();
                Console.WriteLine(text);
                Thread.Sleep(Timeout.Infinite);
                return 0;
            case ["never-reads"]:
                Console.WriteLine(Ready);
                Thread.Sleep(Timeout.Infinite);
                return 0;
            case ["never-ends-its-line"]:
                Console.WriteLine(Ready);
                Console.ReadLine();
                var block = Encoding.ASCII.GetBytes(new string('x', 1 << 20));
                using (var output = Console.OpenStandardOutput())
                {
                    while (true)
                    {
                        output.Write(block);
                    }
                }

            case ["ends-at-once"]:
                return 3;
            default:
                await Console.Error.WriteLineAsync("unknown arguments");
                return 2;
        }
    }
}
