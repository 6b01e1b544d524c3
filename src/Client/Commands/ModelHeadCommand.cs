using System.CommandLine;
using Counterfactual.Client.Rendering;
using Counterfactual.Client.Terminals;
using Counterfactual.Client.Watching;
using Counterfactual.Silo.Api;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Torch;
using Counterfactual.Training.Models;
using Counterfactual.Training.Text;
using Counterfactual.Training.ZeroShot;

namespace Counterfactual.Client.Commands;

/// <summary><c>counterfactual model head MODEL</c>: makes a zero-shot head in this process and registers it.</summary>
internal sealed class ModelHeadCommand : ConsoleCommand
{
    private readonly Terminal terminal;
    private readonly CommonOptions common;
    private readonly Argument<string> model = CommonArguments.Model();
    private readonly Option<string> classes = Required("--classes", "Class names in the order of their numbers, one a line.");
    private readonly Option<string> templates = Required("--templates", "Prompt templates, one a line, with {} for the name.");
    private readonly Option<string> vocabulary = Required(
        "--vocabulary",
        "CLIP's vocabulary: OpenAI's bpe_simple_vocab_16e6.txt.gz, or a directory with vocab.json and merges.txt.");

    private readonly RegistryNameOption name = new("the name of the file of classes");
    private readonly WholeNumberOption threads = new("--threads", "Processor threads.", Environment.ProcessorCount, least: 1);

    public ModelHeadCommand(Terminal terminal, CommonOptions common)
        : base(
            "head",
            "Makes a model's zero-shot classifier of class names and prompt templates, on the first of --devices (else on the "
            + "processor), and registers it. One that is there already is not made again.",
            "counterfactual model head vit-b-32 --classes imagenet.txt --templates templates.txt "
            + "--vocabulary bpe_simple_vocab_16e6.txt.gz")
    {
        this.terminal = terminal;
        this.common = common;
        Add(model);
        Add(classes);
        Add(templates);
        Add(vocabulary);
        Add(name);
        Add(threads);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken stop)
    {
        var classFile = parse.GetRequiredValue(classes);

        // A shell's <(command) is a pipe, and one that nobody writes to never ends: Ctrl-C must end the wait for it.
        var (classNames, prompts, tokens) = await Task.Run(() => (
            PromptFile.ReadClasses(classFile), PromptFile.ReadTemplates(parse.GetRequiredValue(templates)),
            ReadVocabulary(parse.GetRequiredValue(vocabulary))), CancellationToken.None).WaitAsync(stop);
        var head = name.Of(parse, classFile);
        await using var connection = await common.OpenAnsweringSiloAsync(parse, stop);
        var details = await connection.Client.GetModelAsync(parse.GetRequiredValue(model), fetch: true, stop);
        var source = new ZeroShotSource
        {
            ModelSha256 = details.Sha256,
            VocabularySha256 = tokens.Sha256(),
            Classes = classNames,
            Templates = prompts,
        };
        details = details.Heads.FirstOrDefault(each => each.Name == head) switch
        {
            null => await MakeAsync(parse, connection.Client, details, head, source, tokens, stop),
            { } known when known.Fingerprint == source.Fingerprint() => details,
            { } other => throw new WrongRequestException(
                $"model '{details.Name}' has another head '{head}', of {other.Classes} classes and {other.Templates} templates; "
                + "choose another --name"),
        };
        common.Print(parse, terminal.Output, details, ApiJson.Default.ModelDetails, _ =>
            ModelCard.Write(terminal.Output, details, common.Hint(parse, $"model head {details.Name} --help")));
        return ExitCode.Done;
    }

    private async Task<ModelDetails> MakeAsync(
        ParseResult parse, SiloClient silo, ModelDetails details, string head, ZeroShotSource source, BytePairVocabulary tokens,
        CancellationToken stop)
    {
        using var environment = new LocalEnvironment(
            common.OpenHome(parse), parse.GetValue(common.Devices), parse.GetValue(threads));
        var file = Path.Combine(environment.Value.CheckpointDirectory, "head.safetensors");
        torch.set_num_threads(environment.Value.Threads);
        var device = torch.device(environment.Value.Device);
        await Task.Run(() => Make(details.File, device, source, tokens, file, stop), CancellationToken.None);
        return await silo.AddHeadAsync(details.Name, new() { Path = file, Name = head }, stop);
    }

    /// <exception cref="WrongRequestException">The model's file or the vocabulary cannot be used.</exception>
    private void Make(
        string modelFile, torch.Device device, ZeroShotSource source, BytePairVocabulary tokens, string file,
        CancellationToken stop)
    {
        var status = new StatusLine(terminal.Error);
        var shown = Environment.TickCount64;
        try
        {
            status.Show(Line(0));
            using var clip = ClipWeights.Open(modelFile);
            using var text = clip.LoadText(device);
            using var head = new ZeroShotHeadBuilder(text, clip.LogitScale(), tokens).Build(source, device, Show, stop);
            head.Save(file);
        }
        catch (Exception wrong) when (wrong is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new WrongRequestException(wrong.Message);
        }
        finally
        {
            status.End();
        }

        void Show(int done)
        {
            var now = Environment.TickCount64;
            if (now - shown >= status.Interval.TotalMilliseconds)
            {
                shown = now;
                status.Show(Line(done));
            }
        }

        string Line(int done) => $"zero-shot head: {done} of {source.Classes.Count} classes";
    }

    private static BytePairVocabulary ReadVocabulary(string path)
    {
        try
        {
            return BytePairVocabulary.Load(path);
        }
        catch (Exception wrong) when (wrong is VocabularyException or IOException or UnauthorizedAccessException)
        {
            throw new WrongRequestException(wrong.Message);
        }
    }

    private static Option<string> Required(string name, string description) =>
        new(name) { Description = description, HelpName = "FILE", Required = true };
}
