# The figures of supervision in today's Elixir, written for measuring side by side only; the same work as the programs in
# src/main/java/io/coppice/bench/supervision, and the same lines printed.
# usage: elixir supervision.exs crash told|asking COUNT FILE | static COUNT | dynamic COUNT | lookup COUNT | agent SECONDS
Logger.configure(level: :none)

now = fn -> System.monotonic_time(:nanosecond) end

defmodule Bench.Server do
  use GenServer
  # The client that asks all the time knows its name; the other one is told of each incarnation, and needs none.
  def start_link({_thrown_at, nil} = args), do: GenServer.start_link(__MODULE__, args, name: __MODULE__)
  def start_link({_thrown_at, _client} = args), do: GenServer.start_link(__MODULE__, args)
  def init({thrown_at, client}) do
    if client, do: send(client, {:back, self()})
    {:ok, {thrown_at, false}}
  end
  def handle_call(:ask, _from, {thrown_at, answered}) do
    nanos = if answered, do: 0, else: System.monotonic_time(:nanosecond) - :atomics.get(thrown_at, 1)
    {:reply, nanos, {thrown_at, true}}
  end
  def handle_cast(:crash, {thrown_at, _}) do
    :atomics.put(thrown_at, 1, System.monotonic_time(:nanosecond))
    raise "crash"
  end
end

defmodule Bench.Client do
  @pause 1_000_000
  # The times of count crashes; the latest is the first.
  def crash(mode, count) do
    {:ok, _} = Supervisor.start_link([{Bench.Server, {:atomics.new(1, []), if(mode == "told", do: self())}}],
      strategy: :one_for_one, max_restarts: 1_000_000_000, max_seconds: 1)
    # The very first start follows no crash.
    {server, _} = answer(mode)
    crash(mode, count, server, [])
  end
  defp crash(_mode, 0, _server, times), do: times
  defp crash(mode, count, server, times) do
    GenServer.cast(server, :crash)
    {next, nanos} = answer(mode)
    ask_until(next, System.monotonic_time(:nanosecond) + @pause)
    crash(mode, count - 1, next, [nanos | times])
  end
  # The first answer of the next incarnation, and where to ask it.
  defp answer("told"), do: receive(do: ({:back, next} -> {next, GenServer.call(next, :ask)}))
  defp answer("asking") do
    case ask_once() do
      nanos when nanos in [:refused, 0] -> answer("asking")
      nanos -> {Bench.Server, nanos}
    end
  end
  defp ask_once do
    GenServer.call(Bench.Server, :ask)
  catch
    :exit, _ ->
      # As a process on two schedulers it would else keep the supervisor from one of them.
      :erlang.yield()
      :refused
  end
  defp ask_until(server, at) do
    0 = GenServer.call(server, :ask)
    if System.monotonic_time(:nanosecond) < at, do: ask_until(server, at)
  end
end

defmodule Bench.Idle do
  use GenServer
  def start_link(_), do: GenServer.start_link(__MODULE__, nil)
  def init(nil), do: {:ok, nil}
  def spec(i), do: Supervisor.child_spec({__MODULE__, nil}, id: "child-#{i}")
end

defmodule Bench.Many do
  def start("static", count) do
    {:ok, sup} = Supervisor.start_link(for(i <- 1..count, do: Bench.Idle.spec(i)), strategy: :one_for_one)
    sup
  end
  def start("dynamic", count) do
    {:ok, sup} = DynamicSupervisor.start_link(strategy: :one_for_one)
    Enum.each(1..count, fn i -> {:ok, _} = DynamicSupervisor.start_child(sup, Bench.Idle.spec(i)) end)
    sup
  end
  def memory do
    Enum.each(Process.list(), &:erlang.garbage_collect/1)
    Process.sleep(200)
    :erlang.memory(:total)
  end
end

case System.argv() do
  ["crash", mode, count, file] when mode in ["told", "asking"] ->
    warm_up = 3_000
    count = String.to_integer(count)
    times = Bench.Client.crash(mode, count + warm_up) |> Enum.take(count)
    File.write!(file, Enum.map(times, &"#{&1}\n"), [:append])
    sorted = List.to_tuple(Enum.sort(times))
    us = fn q -> Float.round(elem(sorted, max(0, ceil(q * count) - 1)) / 1000, 1) end
    IO.puts("otp #{mode} p50 #{us.(0.5)} us, p99 #{us.(0.99)} us, max #{us.(1)} us")

  [kind, count] when kind in ["static", "dynamic"] ->
    count = String.to_integer(count)
    Supervisor.stop(Bench.Many.start(kind, 20_000))
    before = Bench.Many.memory()
    from = now.()
    sup = Bench.Many.start(kind, count)
    nanos = now.() - from
    bytes = Bench.Many.memory() - before
    %{active: ^count} = if kind == "static", do: Supervisor.count_children(sup), else: DynamicSupervisor.count_children(sup)
    IO.puts("#{div(bytes, count)} #{Float.round(nanos / 1000 / count, 2)}")
    System.halt(0)

  ["lookup", count] ->
    count = String.to_integer(count)
    {:ok, _} = Registry.start_link(keys: :unique, name: Bench.Registry)
    keys = List.to_tuple(for i <- 1..100, do: "list #{i}")
    for i <- 0..99, do: {:ok, _} = Registry.register(Bench.Registry, elem(keys, i), i)
    look_up = fn ->
      Enum.reduce(0..(count - 1), 0, fn i, sum ->
        [{_pid, value}] = Registry.lookup(Bench.Registry, elem(keys, rem(i, 100)))
        sum + value
      end)
    end
    sum = look_up.()
    from = now.()
    ^sum = look_up.()
    IO.puts(round(count * 1.0e9 / (now.() - from)))

  ["agent", seconds] ->
    seconds = String.to_integer(seconds)
    {:ok, agent} = Agent.start_link(fn -> 0 end)
    calls = :counters.new(1, [:write_concurrency])
    for _ <- 1..64 do
      spawn_link(fn ->
        call = fn call ->
          :ok = Agent.update(agent, &(&1 + 1))
          _ = Agent.get(agent, & &1)
          :counters.add(calls, 1, 1)
          call.(call)
        end
        call.(call)
      end)
    end
    Process.sleep(seconds * 1000)
    before = :counters.get(calls, 1)
    from = now.()
    Process.sleep(seconds * 1000)
    IO.puts(round((:counters.get(calls, 1) - before) * 1.0e9 / (now.() - from)))
    System.halt(0)
end
