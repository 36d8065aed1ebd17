{{/*
What follows from a fleet's values; (dict "root" $ "fleet" FLEET). Answers JSON with kind, agents,
perAgent (boards) and memoryMiB, and refuses what cannot be.

Memory of an agent's pod. Each board may come to use all of its RAM, with 128 KiB beside it (56 KB
were measured, docs/benchmarks.md), its RAM disks and flash. A memory that grows is copied: two of
them at a time. The agent itself takes 96 MiB of heap. The JVM's heap is 70 % of the pod's memory,
and nine tenths of it are for what stays. Below 768 MiB the rest would not do for the JVM's own.
*/}}
{{- define "hostless.fleet" -}}
{{- $fleet := .fleet -}}
{{- $where := printf "fleet %s" $fleet.name -}}
{{- $scaling := $fleet.autoscaling | default dict -}}
{{- $agents := int64 ($fleet.agents | default 1) -}}
{{- if $scaling.enabled -}}
  {{- if $fleet.agents -}}
    {{- fail (printf "%s: agents is %d and autoscaling is on; wanted one of them, since the autoscaler says how many agents there are" $where $agents) -}}
  {{- end -}}
  {{- $agents = int64 $scaling.maxAgents -}}
  {{- if gt (int64 $scaling.minAgents) $agents -}}
    {{- fail (printf "%s: autoscaling.minAgents %d is more than autoscaling.maxAgents %d" $where (int $scaling.minAgents) $agents) -}}
  {{- end -}}
{{- end -}}
{{- $boards := int64 $fleet.boards -}}
{{- $perAgent := div $boards $agents -}}
{{- if ne (mul $perAgent $agents) $boards -}}
  {{- $below := mul $perAgent $agents -}}
  {{- fail (printf "%s: %d boards cannot be spread evenly over %d agents; wanted a multiple of %d, such as %d" $where $boards $agents $agents (gt $below 0 | ternary $below (add $below $agents))) -}}
{{- end -}}
{{- if gt $perAgent 10000 -}}
  {{- fail (printf "%s: %d boards over %d agents are %d in each; wanted at most 10000" $where $boards $agents $perAgent) -}}
{{- end -}}
{{- $kind := include "hostless.kind" . | fromJson -}}
{{- $ram := int64 $kind.ramBytes -}}
{{- $board := add $ram (int64 $kind.diskBytes) 131072 -}}
{{- $once := add (mul 2 $ram) 100663296 -}}
{{- $need := div (mul (add (mul $perAgent $board) $once) 100) 63 -}}
{{- $needMiB := max 768 (mul 64 (div (add $need 67108863) 67108864)) -}}
{{- $roof := $fleet.memory | default .root.Values.agents.memoryMax -}}
{{- $roofBytes := int64 (include "hostless.quantity" $roof) -}}
{{- if gt (mul $needMiB 1048576) $roofBytes -}}
  {{- $room := max 0 (div (sub (div (mul $roofBytes 63) 100) $once) $board) -}}
  {{- fail (printf "%s: %d boards of %s with %s of RAM each need %d MiB in an agent's pod, but %s is %s, with room for %d; wanted fewer boards in each agent, boards with less RAM, or more memory" $where $perAgent $kind.name (include "hostless.size" $ram) $needMiB ($fleet.memory | empty | ternary "agents.memoryMax" "memory") $roof $room) -}}
{{- end -}}
{{- dict "kind" $kind.name "agents" $agents "perAgent" $perAgent "memory" ($fleet.memory | default (printf "%dMi" $needMiB)) | toJson -}}
{{- end -}}

{{/* What a fleet's boards are: JSON with name, ramBytes and diskBytes. */}}
{{- define "hostless.kind" -}}
{{- $where := printf "fleet %s" .fleet.name -}}
{{- $presets := dict -}}
{{- $standard := "" -}}
{{- range (.root.Files.Get "files/presets.json" | fromJson).presets -}}
  {{- $_ := set $presets .name .ramBytes -}}
  {{- if .default -}}{{- $standard = .name -}}{{- end -}}
{{- end -}}
{{- $preset := .fleet.preset | default $standard -}}
{{- $name := $preset -}}
{{- $file := dict -}}
{{- $disk := 0 -}}
{{- if .fleet.boardFile -}}
  {{- if .fleet.preset -}}
    {{- fail (printf "%s: preset and boardFile are both there; wanted one of them: a board file names its preset itself" $where) -}}
  {{- end -}}
  {{- $file = fromYaml .fleet.boardFile -}}
  {{- if hasKey $file "Error" -}}
    {{- fail (printf "%s: boardFile: wanted YAML, %s" $where $file.Error) -}}
  {{- end -}}
  {{- $preset = $file.preset | default $standard -}}
  {{- $name = $file.name | default $preset -}}
  {{- range $file.volumes -}}
    {{- if .folder -}}
      {{- fail (printf "%s: boardFile: the volume %s is a folder, which a pod does not have; wanted ramdisk" $where .at) -}}
    {{- end -}}
    {{- $disk = add $disk (int64 (include "hostless.bytes" .ramdisk)) -}}
  {{- end -}}
  {{- range $file.parts -}}
    {{- if .image -}}
      {{- fail (printf "%s: boardFile: the part %s has an image, a file that a pod does not have" $where .part) -}}
    {{- end -}}
    {{- if eq .part "w25q16" -}}{{- $disk = add $disk 2097152 -}}{{- end -}}
  {{- end -}}
{{- end -}}
{{- if not (hasKey $presets $preset) -}}
  {{- fail (printf "%s: no preset %q; presets are %s" $where $preset (keys $presets | sortAlpha | join ", ")) -}}
{{- end -}}
{{- $ram := get $presets $preset -}}
{{- if $file.ram -}}{{- $ram = include "hostless.bytes" $file.ram -}}{{- end -}}
{{- dict "name" $name "ramBytes" (int64 $ram) "diskBytes" $disk | toJson -}}
{{- end -}}

{{/* Bytes of a SIZE in a board file. */}}
{{- define "hostless.bytes" -}}
{{- if kindIs "string" . -}}
  {{- $number := regexFind "^[0-9_]+" . | replace "_" "" | int64 -}}
  {{- mul $number (get (dict "KiB" 1024 "MiB" 1048576 "GiB" 1073741824) (regexFind "[KMG]iB$" .) | default 1) -}}
{{- else -}}
  {{- int64 . -}}
{{- end -}}
{{- end -}}

{{/* Bytes of a quantity as Kubernetes writes memory. */}}
{{- define "hostless.quantity" -}}
{{- $number := regexFind "^[0-9]+" . | int64 -}}
{{- $unit := regexFind "[A-Za-z]+$" . -}}
{{- mul $number (get (dict "Ki" 1024 "Mi" 1048576 "Gi" 1073741824 "Ti" 1099511627776 "k" 1000 "M" 1000000 "G" 1000000000 "T" 1000000000000) $unit | default 1) -}}
{{- end -}}

{{- define "hostless.size" -}}
{{- if ge . 1048576 -}}{{ div . 1048576 }} MiB{{- else -}}{{ div . 1024 }} KiB{{- end -}}
{{- end -}}
