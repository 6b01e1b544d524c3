using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Counterfactual.EndToEnd.Tests.Kubernetes;

/// <summary>The manifests as Kubernetes would get them.</summary>
public sealed class ManifestTests
{
    /// <summary>Made by people or the database's operator, as docs/kubernetes.md says.</summary>
    private static readonly Dictionary<string, string[]> SecretsFromElsewhere = new()
    {
        ["counterfactual-database-app"] = ["uri", "username", "password"],
        ["counterfactual-token"] = ["token"],
        ["counterfactual-metrics-token"] = ["token"],
    };

    /// <summary>What ending takes besides handing back what runs.</summary>
    private const double SecondsForTheRest = 30;

    public static TheoryData<string> Overlays =>
        [.. new DirectoryInfo(Repository.Path("deploy/k8s/overlays")).GetDirectories().Select(folder => folder.Name).Order()];

    [Fact]
    public void The_overlays_are_there() => Assert.Equal(["azure", "cpu", "cuda", "single-node"], Overlays);

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Every_object_is_what_its_schema_says(string overlay)
    {
        var rendered = await RenderedManifests.OfOverlayAsync(overlay);
        Assert.Empty(rendered.Objects.SelectMany(one =>
            (one.Problems ?? ["no schema"]).Select(problem => $"{one.Kind} {one.Name}: {problem}")));
        Assert.All(rendered.Objects, one => Assert.Equal("counterfactual", one.Json.TextAt("metadata/namespace")));
    }

    [Fact]
    public async Task The_schemas_find_what_is_misspelt_of_the_wrong_type_or_missing()
    {
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, """
            {apiVersion: v1, kind: Service, metadata: {name: a}, spec: {ports: [{port: 1, targetport: http}]}}
            ---
            {apiVersion: v1, kind: Service, metadata: {name: b}, spec: {ports: [{port: "1"}]}}
            ---
            {apiVersion: keda.sh/v1alpha1, kind: ScaledObject, metadata: {name: c}, spec: {triggers: []}}
            ---
            {apiVersion: v1, kind: Service, metadata: {name: d}, spec: {ports: [{port: 1, targetPort: http}]}}
            """);
        var read = await RenderedManifests.OfFileAsync(path);
        File.Delete(path);
        Assert.Contains(".spec.ports.0.targetport is no field of Service", read.Objects[0].Problems!);
        Assert.Contains("integer", Assert.Single(read.Objects[1].Problems!));
        Assert.Contains("scaleTargetRef", Assert.Single(read.Objects[2].Problems!));
        Assert.Empty(read.Objects[3].Problems!);
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Pods_run_as_nobody_in_particular_and_can_change_nothing_but_their_volumes(string overlay)
    {
        var rendered = await RenderedManifests.OfOverlayAsync(overlay);
        Assert.Equal(2, rendered.Pods.Count());
        Assert.All(rendered.Pods, each =>
        {
            var pod = each.Pod.At("spec")!.Value;
            Assert.Equal("True", pod.TextAt("securityContext/runAsNonRoot"));
            Assert.True(pod.At("securityContext/runAsUser")!.Value.GetInt32() > 0);
            Assert.Equal("RuntimeDefault", pod.TextAt("securityContext/seccompProfile/type"));
            Assert.Equal("False", pod.TextAt("automountServiceAccountToken"));
            Assert.All(Containers(pod), container =>
            {
                Assert.Equal("False", container.TextAt("securityContext/allowPrivilegeEscalation"));
                Assert.Equal("True", container.TextAt("securityContext/readOnlyRootFilesystem"));
                Assert.Equal(["ALL"], container.ListAt("securityContext/capabilities/drop").Select(name => name.GetString()));
                Assert.Null(container.At("securityContext/privileged"));
                Assert.NotNull(container.At("resources/requests/cpu"));
                Assert.NotNull(container.At("resources/requests/memory"));
                Assert.NotNull(container.At("resources/limits/memory"));
                Assert.Contains("/tmp", container.ListAt("volumeMounts").Select(mount => mount.TextAt("mountPath")));
            });
        });
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task All_containers_have_one_image_of_a_version(string overlay)
    {
        var rendered = await RenderedManifests.OfOverlayAsync(overlay);
        var containers = rendered.Pods.SelectMany(each => Containers(each.Pod.At("spec")!.Value));
        var image = Assert.Single(containers.Select(container => container.TextAt("image")).Distinct());
        Assert.Matches(@"^registry\.example\.com/counterfactual:\d+\.\d+\.\d+(-cuda)?$", image);
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task The_kubelet_waits_longer_than_a_silo_takes_to_hand_back_what_it_runs(string overlay)
    {
        var rendered = await RenderedManifests.OfOverlayAsync(overlay);
        Assert.All(rendered.Pods, each =>
        {
            var silo = each.Pod.At("spec/containers/0")!.Value;
            var hook = silo.ListAt("lifecycle/preStop/exec/command").Select(word => word.GetString()!).ToList();
            Assert.Equal("sleep", hook[0]);
            var grace = Seconds(EnvironmentOf(rendered, silo)["COUNTERFACTUAL_GRACE"]);
            var given = each.Pod.At("spec/terminationGracePeriodSeconds")!.Value.GetDouble();
            Assert.InRange(Seconds(hook[1]) + grace + SecondsForTheRest, SecondsForTheRest, given);
        });
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Whatever_is_referred_to_is_there(string overlay)
    {
        var rendered = await RenderedManifests.OfOverlayAsync(overlay);
        IEnumerable<JsonElement> References(string field) =>
            rendered.Objects.SelectMany(one => one.Json.WithField(field)).Select(holder => holder.GetProperty(field));
        var keys = References("secretKeyRef").Concat(References("credentials"))
            .Concat(References("secretTargetRef").SelectMany(each => each.EnumerateArray()));
        Assert.All(keys, key => Assert.Contains(key.TextAt("key"), SecretsFromElsewhere[key.TextAt("name")!]));
        Assert.All(References("secretName"), name => Assert.Contains(name.GetString()!, SecretsFromElsewhere.Keys));
        Assert.All(References("configMapRef"), each => rendered.Find("ConfigMap", each.TextAt("name")!));
        Assert.All(References("claimName"), name => rendered.Find("PersistentVolumeClaim", name.GetString()!));
        Assert.All(References("authenticationRef"), each => rendered.Find("TriggerAuthentication", each.TextAt("name")!));
        Assert.All(References("scaleTargetRef"), each => rendered.Find(each.TextAt("kind")!, each.TextAt("name")!));
        var guide = await File.ReadAllTextAsync(Repository.Path("docs/kubernetes.md"));
        Assert.All(SecretsFromElsewhere.Keys, secret => Assert.Contains(secret, guide));
        foreach (var (owner, pod) in rendered.Pods)
        {
            rendered.Find("ServiceAccount", pod.TextAt("spec/serviceAccountName")!);
            var claims = owner.Spec.ListAt("volumeClaimTemplates").Select(claim => claim.TextAt("metadata/name"));
            var volumes = pod.ListAt("spec/volumes").Select(volume => volume.TextAt("name")).Concat(claims).ToList();
            var mounts = Containers(pod.At("spec")!.Value).SelectMany(container => container.ListAt("volumeMounts"));
            Assert.All(mounts, mount => Assert.Contains(mount.TextAt("name"), volumes));
        }
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Selectors_find_pods_ports_have_names_and_machines_can_be_drained(string overlay)
    {
        var rendered = await RenderedManifests.OfOverlayAsync(overlay);
        Assert.All(rendered.Pods, each => Assert.True(Selects(each.Owner.Spec.MapAt("selector/matchLabels"), each.Pod)));
        foreach (var service in rendered.Objects.Where(one => one.Kind == "Service"))
        {
            var pod = Assert.Single(rendered.Pods, each => Selects(service.Spec.MapAt("selector"), each.Pod)).Pod;
            var ports = pod.ListAt("spec/containers/0/ports").Select(port => port.TextAt("name"));
            Assert.All(service.Spec.ListAt("ports"), port => Assert.Contains(port.TextAt("targetPort"), ports));
        }

        Assert.All(rendered.Objects.Where(one => one.Kind == "PodDisruptionBudget"), budget =>
        {
            Assert.Single(rendered.Pods, each => Selects(budget.Spec.MapAt("selector/matchLabels"), each.Pod));
            Assert.True(budget.Spec.At("maxUnavailable")!.Value.GetInt32() >= 1);
        });
        Assert.Equal(rendered.Pods.Count(), rendered.Objects.Count(one => one.Kind == "PodDisruptionBudget"));
        var policy = rendered.Find("NetworkPolicy", "counterfactual").Spec;
        Assert.All(rendered.Pods, each => Assert.True(Selects(policy.MapAt("podSelector/matchLabels"), each.Pod)));
        foreach (var monitor in rendered.Objects.Where(one => one.Kind == "ServiceMonitor").Select(one => one.Spec))
        {
            var watched = rendered.Objects.Where(one => one.Kind == "Service"
                && monitor.MapAt("selector/matchLabels").All(one.Json.MapAt("metadata/labels").Contains)).ToList();
            Assert.Equal(2, watched.Count);
            Assert.All(monitor.ListAt("endpoints"), endpoint => Assert.All(watched, service =>
                Assert.Contains(endpoint.TextAt("port"), service.Spec.ListAt("ports").Select(port => port.TextAt("name")))));
        }

        var silo = rendered.Find("StatefulSet", "silo").Spec;
        Assert.Equal("None", rendered.Find("Service", silo.TextAt("serviceName")!).Spec.TextAt("clusterIP"));
        Assert.Equal(overlay is "cuda" or "azure" ? "1" : null, LimitOfGpus(silo));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task A_silo_understands_its_environment_and_answers_every_probe_at_the_port_of_its_container(string overlay)
    {
        var rendered = await RenderedManifests.OfOverlayAsync(overlay);
        foreach (var (owner, pod) in rendered.Pods)
        {
            var container = pod.At("spec/containers/0")!.Value;
            var environment = EnvironmentOf(rendered, container);
            var port = container.ListAt("ports").Single(each => each.TextAt("name") == "http");
            Assert.Equal(port.GetProperty("containerPort").GetInt32(), new Uri(environment["COUNTERFACTUAL_LISTEN"]).Port);
            await using var home = new TestHome();

            // Another port and no GPU; the rest is what the pod is given.
            environment["COUNTERFACTUAL_LISTEN"] = "http://127.0.0.1:0";
            environment["COUNTERFACTUAL_NAME"] = $"{owner.Name}-0";
            environment["COUNTERFACTUAL_DEVICES"] =
                environment["COUNTERFACTUAL_DEVICES"].Replace("cuda:all", "cpu:1", StringComparison.Ordinal);
            environment["COUNTERFACTUAL_ARTIFACTS"] = Path.Combine(home.Path, "artifacts");
            var arguments = container.ListAt("args").Select(word => word.GetString()!);
            await using var silo = ConsoleProcess.StartProgram(
                ConsoleProcess.Program, [.. arguments, "--home", home.Path], environment);
            using var http = new HttpClient { BaseAddress = await AddressOfAsync(silo) };
            foreach (var probe in (string[])["startupProbe", "livenessProbe", "readinessProbe"])
            {
                Assert.Equal("http", container.TextAt($"{probe}/httpGet/port"));
                using var response = await http.GetAsync(container.TextAt($"{probe}/httpGet/path"));
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            }

            silo.Send(Signal.Terminate);
            (await silo.WaitForExitAsync()).Expect(0);
        }
    }

    [Fact]
    public async Task Every_alarm_has_a_section_that_says_what_to_do()
    {
        var rules = (await RenderedManifests.OfOverlayAsync("cpu")).Find("PrometheusRule", "counterfactual").Json;
        var alarms = rules.WithField("alert").Select(rule => rule.TextAt("alert")!).ToList();
        var sections = (await File.ReadAllLinesAsync(Repository.Path("docs/operations.md")))
            .Where(line => line.StartsWith("### ", StringComparison.Ordinal)).Select(line => line["### ".Length..]);
        Assert.NotEmpty(alarms);
        Assert.Equal(alarms, sections);
    }

    [Fact]
    public async Task The_database_of_the_example_makes_the_secret_that_the_manifests_refer_to()
    {
        var example = await RenderedManifests.OfFileAsync("deploy/k8s/examples/cloudnative-pg.yaml");
        var cluster = example.Find("Cluster", "counterfactual-database");
        Assert.Contains($"{cluster.Name}-app", SecretsFromElsewhere.Keys);
        var scaler = (await RenderedManifests.OfOverlayAsync("cpu")).Find("ScaledObject", "silo").Spec;
        Assert.All(scaler.ListAt("triggers"), trigger =>
        {
            Assert.Equal($"{cluster.Name}-rw.counterfactual.svc", trigger.TextAt("metadata/host"));
            Assert.Equal(cluster.Spec.TextAt("bootstrap/initdb/database"), trigger.TextAt("metadata/dbName"));
        });
        Assert.Equal(cluster.Name, example.Find("ScheduledBackup", cluster.Name).Spec.TextAt("cluster/name"));
    }

    private static async Task<Uri> AddressOfAsync(ConsoleProcess silo)
    {
        const string Said = "answers on ";
        var line = await Eventually.FindAsync("the silo listens", () => Task.FromResult(
            silo.ErrorSoFar.Split('\n').FirstOrDefault(line => line.StartsWith(Said, StringComparison.Ordinal))));
        return new Uri(line[Said.Length..].Trim());
    }

    private static IEnumerable<JsonElement> Containers(JsonElement pod) =>
        pod.ListAt("initContainers").Concat(pod.ListAt("containers"));

    private static bool Selects(Dictionary<string, string> selector, JsonElement pod) =>
        selector.Count > 0 && selector.All(pod.MapAt("metadata/labels").Contains);

    private static string? LimitOfGpus(JsonElement silo) =>
        silo.MapAt("template/spec/containers/0/resources/limits").GetValueOrDefault("nvidia.com/gpu");

    private static double Seconds(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>The variables of a container whose values the manifests hold.</summary>
    private static Dictionary<string, string> EnvironmentOf(RenderedManifests rendered, JsonElement container)
    {
        var environment = container.ListAt("envFrom")
            .SelectMany(source => rendered.Find("ConfigMap", source.TextAt("configMapRef/name")!).Json.MapAt("data"))
            .ToDictionary(variable => variable.Key, variable => variable.Value);
        foreach (var variable in container.ListAt("env").Where(variable => variable.At("value") is not null))
        {
            environment[variable.TextAt("name")!] = variable.TextAt("value")!;
        }

        return environment;
    }
}
