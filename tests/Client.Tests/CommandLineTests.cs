using System.CommandLine;
using Counterfactual.Client.Commands;
using Counterfactual.Client.Terminals;
using Counterfactual.Silo.Devices;

namespace Counterfactual.Client.Tests;

public sealed class CommandLineTests
{
    private static readonly Terminal Nowhere = new(TerminalStream.Plain(TextWriter.Null), TerminalStream.Plain(TextWriter.Null));

    public static TheoryData<string> EveryCommand => [.. Below(new CounterfactualCommand(Nowhere)).Select(ConsoleCommand.PathOf)];

    [Theory]
    [InlineData("demo")]
    [InlineData("demo --fresh --set training.epochs=1 --devices cpu:1")]
    [InlineData("sweep run table.yaml")]
    [InlineData("sweep run table.yaml --set seeds=[0] --set training.epochs=2 --detach --fresh --devices cuda:0,1/4 -o json")]
    [InlineData("sweep list")]
    [InlineData("sweep show demo -o json")]
    [InlineData("sweep watch demo")]
    [InlineData("sweep cancel demo")]
    [InlineData("sweep pause demo")]
    [InlineData("sweep resume demo -o json")]
    [InlineData("sweep stop demo")]
    [InlineData("sweep retry demo")]
    [InlineData("sweep retry demo --failed")]
    [InlineData("sweep retry demo --errored-from-scratch")]
    [InlineData("experiment list demo")]
    [InlineData("experiment show demo/3 --output table")]
    [InlineData("experiment log demo/3 --tail 20")]
    [InlineData("experiment delete demo/3")]
    [InlineData("silo --keep-checkpoints 12h")]
    [InlineData("device list")]
    [InlineData("train point.yaml --set training.max_steps=1 --devices cuda:all")]
    [InlineData(
        "pretrain --steps 10 --images 640 --batch-size 64 --test-images 100 --seed 1 --threads 2 --out model.safetensors")]
    [InlineData("silo --home there --devices cpu:2")]
    [InlineData("silo --detached")]
    [InlineData("silo --listen http://127.0.0.1:7070 --listen http://[::1]:7070")]
    [InlineData("silo status")]
    [InlineData("silo stop")]
    [InlineData("token create alice --role operator")]
    [InlineData("token list -o json")]
    [InlineData("token revoke alice --silo https://silo.example --token-file mine.token")]
    [InlineData("sweep watch demo --silo http://127.0.0.1:7070")]
    [InlineData("--home there sweep list")]
    public void These_command_lines_are_understood(string line)
    {
        var parse = new CounterfactualCommand(Nowhere).Parse(line);

        Assert.Empty(parse.Errors);
        Assert.NotNull(parse.CommandResult.Command.Action);
    }

    [Theory]
    [InlineData("", "Required command")]
    [InlineData("sweep", "counterfactual sweep cancel")]
    [InlineData("sweep rum", "run")]
    [InlineData("sweep run", "Required argument missing")]
    [InlineData("sweep show", "Required argument missing")]
    [InlineData("sweep run a.yaml b.yaml", "b.yaml")]
    [InlineData("sweep pause", "Required argument missing")]
    [InlineData("sweep retry demo --failed --errored-from-scratch", "expected one of them")]
    [InlineData("sweep run a.yaml --set", "--set")]
    [InlineData("sweep list --no-such-option", "--no-such-option")]
    [InlineData("sweep list -o xml", "unknown output 'xml'; expected table or json")]
    [InlineData("sweep list --devices cpu:0", "expected cpu:N")]
    [InlineData("sweep list --devices gpu", "unknown devices 'gpu'")]
    [InlineData("silo --listen 7070", "expected http://ADDRESS:PORT")]
    [InlineData("silo --listen https://0.0.0.0:7070", "a proxy that ends TLS")]
    [InlineData("token create alice", "--role")]
    [InlineData("token create alice --role admin", "unknown role 'admin'; expected viewer or operator")]
    [InlineData("pretrain --steps 0", "expected a whole number, at least 1")]
    [InlineData("silo --keep-checkpoints soon", "--keep-checkpoints: 'soon' is no length of time; expected a time such as 90s")]
    [InlineData("experiment log demo/3 --tail 0", "at least 1")]
    [InlineData("experiment log demo/3 --tail many", "expected a whole number, at least 1")]
    public async Task Wrong_command_lines_are_refused_with_a_reason_and_exit_code_2(string line, string reason)
    {
        var run = await ConsoleRun.OfAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(ExitCode.WrongRequest, run.ExitCode);
        Assert.Contains(reason, run.Error);
        Assert.Contains("--help'", run.Error);
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task A_command_that_there_is_not_is_the_only_thing_complained_of()
    {
        var run = await ConsoleRun.OfAsync("bogus");
        Assert.Contains("bogus", run.Error.Split('\n')[0]);
        Assert.DoesNotContain("Required command", run.Error);
    }

    [Fact]
    public async Task Help_says_each_default_once()
    {
        var help = (await ConsoleRun.OfAsync("pretrain", "--help")).Output;
        foreach (var line in help.Split('\n').Where(line => line.Contains("--", StringComparison.Ordinal)))
        {
            Assert.InRange(line.Split("[default").Length, 1, 2);
        }
    }

    [Fact]
    public async Task A_name_with_control_characters_cannot_write_to_the_terminal()
    {
        var run = await ConsoleRun.OfAsync("sweep", "run", "no\u001b[31m\asuch.yaml");
        Assert.Equal(ExitCode.WrongRequest, run.ExitCode);
        Assert.DoesNotContain(run.Error, character => char.IsControl(character) && character is not ('\n' or '\r'));
    }

    [Theory]
    [MemberData(nameof(EveryCommand))]
    public async Task The_help_of_every_command_has_an_example_that_is_understood(string command)
    {
        var run = await ConsoleRun.OfAsync([.. command.Split(' ').Skip(1), "--help"]);

        Assert.Equal(ExitCode.Done, run.ExitCode);
        var examples = run.Output.Split('\n').SkipWhile(line => line != "Examples:").Skip(1)
            .Where(line => line.Length > 0).ToList();
        Assert.NotEmpty(examples);
        Assert.All(examples, example =>
        {
            Assert.StartsWith("  " + command, example);
            Assert.Empty(new CounterfactualCommand(Nowhere).Parse(example.Trim()["counterfactual".Length..]).Errors);
        });
    }

    [Fact]
    public void Settings_are_kept_as_they_were_given()
    {
        var command = new CounterfactualCommand(Nowhere);
        var parse = command.Parse(
            ["sweep", "run", "a.yaml", "--set", "seeds=[0, 1]", "--set", "name=@b"], new() { ResponseFileTokenReplacer = null });

        Assert.Equal(["seeds=[0, 1]", "name=@b"], parse.GetValue<string[]>("--set")!);
    }

    [Fact]
    public void Devices_are_read()
    {
        var parse = new CounterfactualCommand(Nowhere).Parse("demo --devices cuda:1,0");

        var devices = Assert.IsType<DeviceSelection.Cuda>(parse.GetValue<DeviceSelection>("--devices"));
        Assert.Equal([0, 1], devices.Ordinals);
    }

    private static IEnumerable<Command> Below(Command command) =>
        command.Subcommands.Where(candidate => !candidate.Hidden).SelectMany(Below).Prepend(command);
}
