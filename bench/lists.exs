# The to-do cache and the shop's sessions in today's Elixir, written for measuring side by side only: find-or-start through the cache's
# process and by a Registry's table, and sessions as processes that keep nothing elsewhere.
# usage: elixir lists.exs find SECONDS | sessions COUNT
Logger.configure(level: :none)

defmodule Bench.List do
  use GenServer
  def start_link(name), do: GenServer.start_link(__MODULE__, name, name: via(name))
  def via(name), do: {:via, Registry, {Bench.Registry, name}}
  def init(name), do: {:ok, {name, %{}}}
end

# The cache as a process: each look-up is a call.
defmodule Bench.Cache do
  use GenServer
  def start_link(_), do: GenServer.start_link(__MODULE__, nil, name: __MODULE__)
  def init(_), do: {:ok, %{}}
  def server(name), do: GenServer.call(__MODULE__, {:server, name})
  def handle_call({:server, name}, _from, lists) do
    case lists do
      %{^name => pid} -> {:reply, pid, lists}
      _ ->
        pid = Bench.Table.server(name)
        {:reply, pid, Map.put(lists, name, pid)}
    end
  end
end

# The cache as a table: the supervisor is asked only where there is nothing.
defmodule Bench.Table do
  def server(name) do
    case Registry.lookup(Bench.Registry, name) do
      [{pid, _}] -> pid
      [] ->
        case DynamicSupervisor.start_child(Bench.Servers, {Bench.List, name}) do
          {:ok, pid} -> pid
          {:error, {:already_started, pid}} -> pid
        end
    end
  end
end

defmodule Bench.Session do
  use GenServer
  def start_link(key), do: GenServer.start_link(__MODULE__, key, name: Bench.List.via(key))
  def init(key) do
    event = %{event: "start", key: key, domain: "shop.example", landing_page: "/", at: System.system_time(:millisecond)}
    {:ok, %{key: key, domain: "shop.example", landing_page: "/", cart: %{}, discounts: [], logs: [event]}}
  end
end

defmodule Bench.Load do
  # So many clients call for some seconds; how many calls a second there are together.
  def rate(clients, seconds, call) do
    count = :counters.new(clients, [:write_concurrency])
    until = System.monotonic_time(:millisecond) + seconds * 1000
    1..clients
    |> Enum.map(fn client -> Task.async(fn -> loop(call, count, client, until) end) end)
    |> Task.await_many(:infinity)
    div(Enum.sum(for client <- 1..clients, do: :counters.get(count, client)), seconds)
  end

  defp loop(call, count, client, until) do
    for _ <- 1..100, do: call.()
    :counters.add(count, client, 100)
    if System.monotonic_time(:millisecond) < until, do: loop(call, count, client, until)
  end

  # New lists by so many clients; how many are started a second.
  def started(clients, count, start) do
    from = System.monotonic_time(:nanosecond)
    1..clients
    |> Enum.map(fn client -> Task.async(fn -> for i <- 1..div(count, clients), do: start.("#{clients}-#{client}-#{i}") end) end)
    |> Task.await_many(:infinity)
    round(count * 1.0e9 / (System.monotonic_time(:nanosecond) - from))
  end

  def memory do
    Enum.each(Process.list(), &:erlang.garbage_collect/1)
    Process.sleep(200)
    :erlang.memory(:total)
  end
end

{:ok, _} = Registry.start_link(keys: :unique, name: Bench.Registry)
{:ok, _} = DynamicSupervisor.start_link(strategy: :one_for_one, name: Bench.Servers)

case System.argv() do
  ["find", seconds] ->
    seconds = String.to_integer(seconds)
    {:ok, _} = Bench.Cache.start_link(nil)
    for clients <- [1, 100] do
      for {name, call} <- [{"table", fn -> Bench.Table.server("bob") end}, {"process", fn -> Bench.Cache.server("bob") end}] do
        Bench.Load.rate(clients, seconds, call)
        IO.puts("#{name}-#{clients} #{Bench.Load.rate(clients, seconds, call)}")
      end
    end
    for clients <- [1, 100], do: IO.puts("start-#{clients} #{Bench.Load.started(clients, 4000, &Bench.Cache.server/1)}")

  ["sessions", count] ->
    count = String.to_integer(count)
    start = fn key -> {:ok, _} = DynamicSupervisor.start_child(Bench.Servers, {Bench.Session, key}) end
    Bench.Load.started(200, 2000, &start.("warm-up-" <> &1))
    before = Bench.Load.memory()
    IO.puts("session-start #{Bench.Load.started(200, count, start)}")
    IO.puts("session-bytes #{div(Bench.Load.memory() - before, count)}")
end
